package org.pineflow.ingest.store;

import java.time.Instant;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * Where the parts of a file are: the events of {@code type} from {@code first} to {@code last}, all in one bucket, each
 * one with the file's own {@code submission}.
 *
 * @param submission tells its parts from other events between the two ids
 * @param parts how many there are
 * @param receivedAt when it was stored
 */
public record StoredFile(
        FileEntry entry, EventTypeName type, long submission, int parts, UUID first, UUID last, Instant receivedAt) {

    public TimeBucket bucket() {
        return TimeBucket.of(first);
    }
}
