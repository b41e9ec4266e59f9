package org.pineflow.ingest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.request.ContentCoding;
import org.pineflow.ingest.request.EventCutter;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.Submission;

/**
 * Second step: reads the body, inflates it and cuts it into events. Body in: {@link AdmittedRequest}; body out:
 * {@link ReceivedRequest}.
 */
final class Reception implements Processor {

    private final IngestionSettings settings;

    Reception(IngestionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(receive(exchange.getMessage().getBody(AdmittedRequest.class)));
    }

    private ReceivedRequest receive(AdmittedRequest admitted) {
        int limit =
                admitted.coding() == ContentCoding.IDENTITY ? settings.maxBodyBytes() : settings.maxCompressedBytes();
        byte[] sent = RequestBody.read(admitted.request(), limit, settings.bodyTimeout());
        byte[] body = admitted.coding().decode(sent, settings.maxBodyBytes());
        EventCutter cutter = new EventCutter(admitted.times(), settings.maxEventBytes(), settings.maxBatchEvents());
        List<NewEvent> events = admitted.batch() ? cutter.batch(body) : List.of(cutter.single(body));
        Submission submission = new Submission(
                admitted.type(),
                admitted.owner(),
                admitted.idempotencyKey(),
                sha256(body),
                admitted.metadata(),
                events);
        return new ReceivedRequest(admitted.batch(), submission);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
