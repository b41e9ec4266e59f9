package org.pineflow.ingest.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;

/**
 * The events of one request, to be stored together.
 *
 * @param owner the id of the key that sent them
 * @param idempotencyKey names the request among all of the same owner and event type
 * @param digest the SHA-256 of the uncompressed body: equal bytes are the same request
 * @param metadata what the sender wrote about all of the events
 * @param events may be empty
 */
public record Submission(
        EventTypeName type,
        String owner,
        Optional<String> idempotencyKey,
        byte[] digest,
        Map<String, String> metadata,
        List<NewEvent> events) {

    public Submission {
        digest = digest.clone();
        events = List.copyOf(events);
    }

    @Override
    public byte[] digest() {
        return digest.clone();
    }
}
