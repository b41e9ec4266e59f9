package org.pineflow.ingest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.body.UnreadBody;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.file.DamagedFileException;
import org.pineflow.ingest.file.FileNames;
import org.pineflow.ingest.file.FileReconstruction;
import org.pineflow.ingest.file.MediaTypes;
import org.pineflow.ingest.file.SpooledFile;
import org.pineflow.ingest.request.Authentication;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;
import org.pineflow.ingest.settings.FileSettings;
import org.pineflow.ingest.store.EventReader;
import org.pineflow.ingest.store.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET …/files/{fileId}} with the file, once it is whole and verified. Of several files with the id it is the
 * newest one that the key may read; {@code eventTypeId} and {@code dataCoreId} narrow them down. Body in: the request as
 * platform-http hands it over with {@code useBodyHandler=false}; the answer is written here.
 *
 * <p>What a sender wrote about the file never makes a browser do anything but save it.
 */
final class FileDownload implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(FileDownload.class);

    private final Supplier<Catalog> catalog;
    private final Authentication authentication;
    private final EventReader files;
    private final FileReconstruction reconstruction;
    private final Duration longest;
    private final Turns turns;

    FileDownload(
            Supplier<Catalog> catalog,
            Clock clock,
            EventReader files,
            FileReconstruction reconstruction,
            FileSettings settings) {
        this.catalog = catalog;
        this.authentication = new Authentication(catalog, clock);
        this.files = files;
        this.reconstruction = reconstruction;
        this.longest = settings.fileTimeout();
        this.turns = new Turns(settings.transfers(), Duration.ZERO, "too many files are fetched at once; try later");
    }

    @Override
    public void process(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof HttpServerRequest request)) {
            throw new IllegalStateException("this step follows a platform-http consumer with useBodyHandler=false");
        }
        exchange.getMessage().removeHeaders("*");
        StoredFile stored = find(request);
        turns.take();
        boolean sending = false;
        try {
            send(request, stored);
            sending = true;
        } finally {
            if (!sending) {
                turns.giveBack();
            }
        }
        exchange.getMessage().setBody(null);
    }

    private StoredFile find(HttpServerRequest request) {
        ApiKey key = authentication.key(request.headers().getAll("authorization"), request.uri());
        Map<String, List<String>> query = new QueryStringDecoder(request.uri()).parameters();
        Optional<EventTypeName> type = uuid(query, "eventTypeId")
                .map(id -> catalog.get().eventType(id).map(EventType::fullName).orElseThrow(FileDownload::notFound));
        Optional<UUID> dataCore = uuid(query, "dataCoreId");
        return files.files(key.tenant(), fileId(request)).stream()
                .filter(file -> key.mayRead(file.type()))
                .filter(file -> type.map(file.type()::equals).orElse(true))
                .filter(file -> dataCore.map(file.type().dataCore()::equals).orElse(true))
                .findFirst()
                .orElseThrow(FileDownload::notFound);
    }

    private static String fileId(HttpServerRequest request) {
        String path = request.path();
        String last = path.substring(path.lastIndexOf("/files/") + "/files/".length());
        try {
            String id = URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (id.chars().noneMatch(Character::isISOControl)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // No id has such a form.
        }
        throw notFound();
    }

    private static Optional<UUID> uuid(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst().map(text -> {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw RequestRefusedException.badRequest(name + " has to be a UUID");
            }
        });
    }

    private SpooledFile reconstruct(StoredFile stored) {
        try {
            return reconstruction.reconstruct(stored);
        } catch (DamagedFileException e) {
            LOG.error(e.getMessage());
            throw new RequestRefusedException(
                    Status.INTERNAL_SERVER_ERROR,
                    "parts of the file are missing or damaged; the log of the service says more");
        }
    }

    private void send(HttpServerRequest request, StoredFile stored) {
        SpooledFile file = reconstruct(stored);
        try {
            send(request, stored, file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Returns while the file is still being sent: a slow reader holds a turn, and no thread. */
    private void send(HttpServerRequest request, StoredFile stored, SpooledFile file) {
        UnreadBody.discard(request);
        HttpServerResponse response = request.response();
        String sha256 = stored.entry().sha256();
        response.putHeader("Content-Type", MediaTypes.sane(stored.entry().type()))
                .putHeader(
                        "Content-Disposition",
                        FileNames.attachment(stored.entry().name()))
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("ETag", "\"" + sha256 + "\"")
                .putHeader(
                        "Repr-Digest",
                        "sha-256=:"
                                + Base64.getEncoder()
                                        .encodeToString(HexFormat.of().parseHex(sha256)) + ":");
        Vertx vertx = Vertx.currentContext().owner();
        long timer = vertx.setTimer(
                Math.max(1, longest.toMillis()), late -> request.connection().close());
        response.sendFile(file.path().toString()).onComplete(sent -> {
            vertx.cancelTimer(timer);
            turns.giveBack();
            file.close();
        });
    }

    /** One answer for what there is not and what the key may not read. */
    private static RequestRefusedException notFound() {
        return new RequestRefusedException(Status.NOT_FOUND, "there is no such file for this key");
    }
}
