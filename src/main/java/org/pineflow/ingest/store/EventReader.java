package org.pineflow.ingest.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * Reads the hot store, and tells which events are to be found in the cold one alone. Safe for use by several threads.
 * Every method throws {@link EventStoreException} when the store cannot be read.
 */
public interface EventReader {

    /**
     * The buckets from {@code from} to {@code to} in which any of the types has events, hot or cold, in order and each
     * once.
     *
     * @param descending the latest first
     * @param limit the most buckets
     */
    List<TimeBucket> buckets(Set<EventTypeName> types, TimeBucket from, TimeBucket to, boolean descending, int limit);

    /**
     * The first events of a bucket that are wanted, and the objects of the cold store that hold events of this bucket
     * which are no longer hot; both as of the same moment. An event can be in both; it has the same id then.
     *
     * @param limits how much is read at most
     */
    HotPage page(EventTypeName type, TimeBucket bucket, EventRange range, PageLimits limits);

    /** The files of a tenant that have this id, the newest first; their events may be hot or cold. */
    List<StoredFile> files(String tenant, String fileId);

    /** The verified object of this id. */
    Optional<ColdObject> object(UUID id);
}
