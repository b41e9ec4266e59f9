package org.pineflow.flowcore.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.event.RetryLater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers files to one endpoint, one request each, and sorts the answers. Safe for use by several threads. */
public final class FileDelivery implements DeliveryPoint {

    private static final Logger LOG = LoggerFactory.getLogger(FileDelivery.class);

    private final FileRequestFactory requests;
    private final FileTransport transport;
    private final Verdicts verdicts;
    private final Gate sink;
    private final Gate access;
    private final Duration barredFor;
    private final Duration advisedPause;
    private final AtomicInteger refusalsInARow = new AtomicInteger();

    FileDelivery(
            FileRequestFactory requests,
            FileTransport transport,
            Verdicts verdicts,
            Gate sink,
            Gate access,
            Duration barredFor,
            Duration advisedPause) {
        this.requests = requests;
        this.transport = transport;
        this.verdicts = verdicts;
        this.sink = sink;
        this.access = access;
        this.barredFor = barredFor;
        this.advisedPause = advisedPause;
    }

    /** A file with its request, which stays the same through all tries. */
    public FileParcel parcel(FileConsignment file) {
        return new FileParcel(file, requests.make(file));
    }

    /**
     * Sends the file, once. Waits at the sink's gate for at most 5 s.
     *
     * @throws IOException when the file cannot be read, or has changed since it was looked at
     */
    public DeliveryResult deliver(FileParcel parcel) throws IOException {
        try (Gate.Entry permit = access.enter(Duration.ZERO)) {
            if (!permit.admitted()) {
                return new DeliveryResult.Barred(permit.reason(), advisedPause);
            }
            try (Gate.Entry pass = sink.enter(Delivery.LONGEST_WAIT)) {
                return pass.admitted()
                        ? send(parcel, permit, pass)
                        : new DeliveryResult.Held(pass.reason(), pass.retryAfter());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DeliveryResult.Held(new Trouble(0, "interrupted while sending"), Duration.ZERO);
        }
    }

    @Override
    public Target target() {
        return requests.target();
    }

    @Override
    public Optional<Trouble> barred() {
        return access.trouble();
    }

    @Override
    public Optional<Trouble> held() {
        return sink.trouble();
    }

    @Override
    public RetryLater.Watch onRecovery(Runnable task) {
        return sink.onRecovery(task);
    }

    @Override
    public RetryLater.Watch onAdmission(Runnable task) {
        return access.onRecovery(task);
    }

    private DeliveryResult send(FileParcel parcel, Gate.Entry permit, Gate.Entry pass)
            throws IOException, InterruptedException {
        Verdict verdict;
        Optional<byte[]> sent;
        try (FileTransmission bytes = new FileTransmission(parcel.request().form())) {
            parcel.tried();
            verdict = ask(parcel.request(), bytes);
            sent = bytes.sha256OfFile();
        }
        if (verdict instanceof Verdict.Unavailable unavailable) {
            Duration pause = pass.failed(unavailable.trouble(), unavailable.retryAfter());
            LOG.warn(
                    "{}: {}; next try in {} ms", target(), unavailable.trouble().reason(), pause.toMillis());
            return new DeliveryResult.Held(unavailable.trouble(), pause);
        }
        if (pass.succeeded()) {
            LOG.info("{}: answers again", target());
        }
        if (verdict instanceof Verdict.Denied denied) {
            return bar(permit, denied.trouble());
        }
        if (verdict instanceof Verdict.Rejected rejected) {
            return refused(parcel, rejected, permit);
        }
        return accepted((Verdict.AcceptedFile) verdict, sent, permit);
    }

    private Verdict ask(FileRequest request, FileTransmission bytes) throws IOException, InterruptedException {
        try {
            WebhookAnswer answer = transport.send(request, bytes);
            return verdicts.ofFile(answer);
        } catch (IOException e) {
            if (bytes.failure().isPresent()) {
                throw bytes.failure().get();
            }
            return new Verdict.Unavailable(new Trouble(0, e.getMessage()), Optional.empty());
        }
    }

    private DeliveryResult accepted(Verdict.AcceptedFile accepted, Optional<byte[]> sent, Gate.Entry permit) {
        if (!sameBytes(accepted, sent)) {
            return bar(
                    permit,
                    new Trouble(
                            200,
                            "the sink answers with the checksum " + shortened(accepted.checksum())
                                    + ", which is not that of the file: what it stored are other bytes; look for what"
                                    + " changes requests on the way to it"));
        }
        permit.succeeded();
        refusalsInARow.set(0);
        return new DeliveryResult.FileDelivered(accepted.ids(), accepted.checksum());
    }

    /** Whether hex or base64 is meant is written nowhere, so both are understood; another hash cannot be compared. */
    private static boolean sameBytes(Verdict.AcceptedFile accepted, Optional<byte[]> sent) {
        if (!accepted.hashType().replace("-", "").equalsIgnoreCase("SHA256")) {
            return true;
        }
        return sent.isPresent()
                && (HexFormat.of()
                                .formatHex(sent.get())
                                .equals(accepted.checksum().toLowerCase(Locale.ROOT))
                        || Base64.getEncoder().encodeToString(sent.get()).equals(accepted.checksum()));
    }

    private DeliveryResult refused(FileParcel parcel, Verdict.Rejected rejected, Gate.Entry permit) {
        if (refusalsInARow.incrementAndGet() >= Delivery.SUSPICIOUS_REFUSALS) {
            return bar(
                    permit,
                    new Trouble(
                            rejected.status(),
                            Delivery.SUSPICIOUS_REFUSALS + " files in a row were refused with HTTP " + rejected.status()
                                    + ": check that this event type takes these files"));
        }
        permit.succeeded();
        RefusedEvent file = new RefusedEvent(
                0,
                parcel.description().getBytes(StandardCharsets.UTF_8),
                parcel.file().id(),
                0,
                rejected.status(),
                rejected.answer(),
                "the file " + parcel.file().name() + " was refused with HTTP " + rejected.status(),
                parcel.tries(),
                target().toString(),
                Map.of());
        return new DeliveryResult.Refused(List.of(), List.of(file));
    }

    private DeliveryResult bar(Gate.Entry permit, Trouble trouble) {
        permit.failed(trouble, Optional.of(barredFor));
        LOG.error("{}: {}; nothing is dropped", target(), trouble.reason());
        return new DeliveryResult.Barred(trouble, advisedPause);
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9+/=]", "?");
        return clean.length() > 100 ? clean.substring(0, 100) + "…" : clean;
    }
}
