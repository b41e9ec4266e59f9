package org.pineflow.ingest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.body.EarlyBodies;
import org.pineflow.ingest.body.RequestBody;
import org.pineflow.ingest.request.EventCutter;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.request.RetentionMetadata;
import org.pineflow.ingest.settings.IngestionSettings;
import org.pineflow.ingest.store.EventSource;
import org.pineflow.ingest.store.Retention;
import org.pineflow.ingest.store.Submission;

/**
 * Second step: reads the body, inflates it and cuts it into events; files are left to
 * {@link FileReception}. Body in: {@link AdmittedRequest}; body out:
 * {@link ReceivedRequest}.
 */
final class Reception implements Processor {

    private final IngestionSettings settings;
    private final RetentionMetadata retention;
    private final EventCutter cutter;
    private final LargeBodies largeBodies;
    private final FileReception files;
    private final EarlyBodies early;

    Reception(IngestionSettings settings, RetentionMetadata retention, FileReception files, EarlyBodies early) {
        this.early = early;
        this.files = files;
        this.settings = settings;
        this.retention = retention;
        this.cutter = new EventCutter(settings.events());
        this.largeBodies = new LargeBodies(settings.bodyTimeout());
    }

    @Override
    public void process(Exchange exchange) {
        AdmittedRequest admitted = exchange.getMessage().getBody(AdmittedRequest.class);
        exchange.getMessage()
                .setBody(
                        admitted.boundary().isPresent()
                                ? files.receive(exchange, admitted)
                                : receive(admitted, largeBodies.share(exchange)));
    }

    private ReceivedRequest receive(AdmittedRequest admitted, LargeBodies.Share share) {
        RequestBody body = early.of(admitted.request(), settings.bodyLimit(admitted.coding()));
        share.hold(body.expectedLength());
        byte[] json = admitted.coding().decode(body.read(settings.bodyTimeout()), settings.maxBodyBytes(), share::hold);
        List<NewEvent> events = admitted.batch()
                ? cutter.batch(json, admitted.times())
                : List.of(cutter.single(json, admitted.times()));
        Submission submission = new Submission(
                admitted.type(),
                admitted.owner(),
                admitted.idempotencyKey(),
                sha256(json),
                admitted.metadata(),
                new Retention(retention.hot(admitted.metadata()), retention.archived(admitted.metadata())),
                EventSource.of(events),
                Optional.empty());
        return new ReceivedRequest(admitted.batch(), admitted.key(), json.length, submission);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
