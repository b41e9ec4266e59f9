package org.pineflow.ingest.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is archived and what is still to be. Who works with it has the turn. Every method throws {@link
 * EventStoreException} when the store cannot be used.
 */
public interface ArchiveLedger {

    /**
     * Takes the turn, so that two processes with one store never make the same object: the one that is late would put its
     * own in the place of one that is confirmed. Empty when somebody else has it.
     */
    Optional<ArchiveTurn> turn();

    /**
     * The next object to make: one that was begun and not confirmed, else a new one of events that are to be archived and
     * are in none. A new one holds all that each of its submissions put into the bucket, of as many submissions as {@code
     * limits} allow and at least one.
     *
     * @param bucketsBefore only events of buckets before this one are taken: later buckets may still grow
     * @param receivedBefore and of those only what arrived before this time: of what is coming in just now more may follow
     */
    Optional<ArchiveTask> next(TimeBucket bucketsBefore, Instant receivedBefore, PageLimits limits);

    /** Shows the events of a task, in the order of their ids, without having all of them in memory. */
    void read(ArchiveTask task, Consumer<StoredEvent> reader);

    /**
     * Notes that the object of a task is in the cold store, read back and found right. From then on its events may leave
     * the hot store.
     */
    void confirm(ArchiveTask task, ColdObject object);
}
