package org.pineflow.ingest.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * The events of one request, to be stored together.
 *
 * @param owner the id of the key that sent them
 * @param idempotencyKey names the request among all of the same owner and event type
 * @param digest the SHA-256 of the uncompressed body: equal bytes are the same request
 * @param metadata what the sender wrote about all of the events
 * @param retention how long they are kept
 * @param events may be none
 * @param file the file they are the parts of, if they are
 */
public record Submission(
        EventTypeName type,
        String owner,
        Optional<String> idempotencyKey,
        byte[] digest,
        Map<String, String> metadata,
        Retention retention,
        EventSource events,
        Optional<FileEntry> file) {

    public Submission {
        digest = digest.clone();
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public byte[] digest() {
        return digest.clone();
    }
}
