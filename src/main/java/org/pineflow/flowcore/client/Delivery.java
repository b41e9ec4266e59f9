package org.pineflow.flowcore.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.event.RetryLater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers ledgers to one endpoint: cuts, sends, sorts the answers, bisects what is refused. Safe for use by several
 * threads with different ledgers; two that bring the same ledger take turns.
 */
public final class Delivery implements DeliveryPoint {

    /** The most time one delivery waits at the gate of the sink. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** So many refused single events in a row, and it is the endpoint that is wrong. */
    static final int SUSPICIOUS_REFUSALS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Target target;
    private final DeliverySettings settings;
    private final RequestFactory requests;
    private final WebhookTransport transport;
    private final Verdicts verdicts;
    private final Gate sink;
    private final Gate access;
    private final Duration barredFor;
    private final Duration advisedPause;
    private final GateTime time;
    private final AcceptedSize acceptedSize = new AcceptedSize();
    private final AtomicInteger refusalsInARow = new AtomicInteger();

    Delivery(
            Target target,
            DeliverySettings settings,
            RequestFactory requests,
            WebhookTransport transport,
            Verdicts verdicts,
            Gate sink,
            Gate access,
            Duration barredFor,
            Duration advisedPause,
            GateTime time) {
        this.target = target;
        this.settings = settings;
        this.requests = requests;
        this.transport = transport;
        this.verdicts = verdicts;
        this.sink = sink;
        this.access = access;
        this.barredFor = barredFor;
        this.advisedPause = advisedPause;
        this.time = time;
    }

    /**
     * Sends what the ledger has neither receipt nor refusal for, in order, until nothing is left or the sink is in
     * trouble. Waits at the sink's gate for at most 5 s in all; once a request has failed, the time of further ones
     * counts as waiting.
     */
    public DeliveryResult deliver(DeliveryLedger ledger) {
        synchronized (ledger) {
            long spent = 0;
            boolean failedBefore = false;
            try {
                while (true) {
                    Optional<Part> part = ledger.next(settings, acceptedSize.limit(settings.maxBatchBytes()), requests);
                    if (part.isEmpty()) {
                        return decided(ledger);
                    }
                    try (Gate.Entry permit = access.enter(Duration.ZERO)) {
                        if (!permit.admitted()) {
                            return new DeliveryResult.Barred(permit.reason(), advisedPause);
                        }
                        long begin = time.nanoTime();
                        try (Gate.Entry pass = sink.enter(LONGEST_WAIT.minusNanos(spent))) {
                            if (!pass.admitted()) {
                                return new DeliveryResult.Held(pass.reason(), pass.retryAfter());
                            }
                            long entered = time.nanoTime();
                            Optional<DeliveryResult> end = send(ledger, part.get(), permit, pass);
                            if (end.isPresent()) {
                                return end.get();
                            }
                            spent += (failedBefore ? time.nanoTime() : entered) - begin;
                            failedBefore |= sink.trouble().isPresent();
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new DeliveryResult.Held(new Trouble(0, "interrupted while sending"), Duration.ZERO);
            }
        }
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

    @Override
    public Target target() {
        return target;
    }

    private static DeliveryResult decided(DeliveryLedger ledger) {
        var refused = ledger.refused();
        return refused.isEmpty()
                ? new DeliveryResult.Delivered(ledger.ids())
                : new DeliveryResult.Refused(ledger.ids(), refused);
    }

    private Optional<DeliveryResult> send(DeliveryLedger ledger, Part part, Gate.Entry permit, Gate.Entry pass)
            throws InterruptedException {
        WebhookRequest request = part.request(requests, ledger.consignment());
        ledger.sent(part);
        Verdict verdict = ask(request, part.size());
        if (verdict instanceof Verdict.Unavailable unavailable) {
            Duration pause = pass.failed(unavailable.trouble(), unavailable.retryAfter());
            LOG.warn("{}: {}; next try in {} ms", target, unavailable.trouble().reason(), pause.toMillis());
            return Optional.empty();
        }
        if (pass.succeeded()) {
            LOG.info("{}: answers again", target);
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            permit.succeeded();
            refusalsInARow.set(0);
            acceptedSize.accepted(jsonLength(ledger, part));
            ledger.delivered(accepted.ids());
            return Optional.empty();
        }
        if (verdict instanceof Verdict.Denied denied) {
            return Optional.of(bar(permit, denied.trouble()));
        }
        return refused(ledger, part, request, (Verdict.Rejected) verdict, permit);
    }

    private Verdict ask(WebhookRequest request, int events) throws InterruptedException {
        try {
            return verdicts.of(transport.send(request), events);
        } catch (IOException e) {
            return new Verdict.Unavailable(new Trouble(0, e.getMessage()), Optional.empty());
        }
    }

    private Optional<DeliveryResult> refused(
            DeliveryLedger ledger, Part part, WebhookRequest request, Verdict.Rejected rejected, Gate.Entry permit) {
        if (part.size() > 1) {
            if (rejected.status() == 413) {
                acceptedSize.refused(jsonLength(ledger, part));
            }
            ledger.bisect();
            return Optional.empty();
        }
        ledger.refuse(rejected.status(), rejected.answer(), target.toString(), request.headers());
        if (refusalsInARow.incrementAndGet() < SUSPICIOUS_REFUSALS) {
            permit.succeeded();
            return Optional.empty();
        }
        ledger.takeBackRefusals();
        return Optional.of(bar(
                permit,
                new Trouble(
                        rejected.status(),
                        SUSPICIOUS_REFUSALS + " events in a row were refused, one by one, with HTTP "
                                + rejected.status() + ": check that this event type takes these events")));
    }

    private DeliveryResult bar(Gate.Entry permit, Trouble trouble) {
        permit.failed(trouble, Optional.of(barredFor));
        LOG.error("{}: {}; nothing is dropped", target, trouble.reason());
        return new DeliveryResult.Barred(trouble, advisedPause);
    }

    private static int jsonLength(DeliveryLedger ledger, Part part) {
        return ledger.consignment().events().jsonLength(part.from, part.to);
    }
}
