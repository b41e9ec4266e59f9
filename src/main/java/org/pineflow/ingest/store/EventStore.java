package org.pineflow.ingest.store;

import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.pineflow.ingest.catalog.EventTypeName;

/** Keeps events. Safe for use by several threads. */
public interface EventStore extends AutoCloseable {

    /**
     * Stores all events of a submission in one transaction, or none. After the return they survive a crash of process
     * and machine.
     *
     * <p>A submission with an idempotency key that the same owner used in the last 24 h for the same event type is not stored
     * again: the receipt is the first one. Two at the same time are stored once.
     *
     * @throws IdempotencyConflictException when the key was used before with other bytes
     * @throws EventStoreException when nothing can be written now, for example because the disk is full
     */
    Receipt append(Submission submission);

    /**
     * Shows {@code reader} every event of a type, in the order they were stored. Sees what was stored when it began.
     *
     * @throws EventStoreException when the store cannot be read
     */
    void read(EventTypeName type, Consumer<StoredEvent> reader);

    /**
     * How many events of a type there are.
     *
     * @throws EventStoreException when the store cannot be read
     */
    long count(EventTypeName type);

    /**
     * The types that have been written to, in alphabetical order.
     *
     * @throws EventStoreException when the store cannot be read
     */
    List<EventTypeName> eventTypes();

    /** Reads buckets and pages. */
    EventReader reader();

    /** What is archived, and what is still to be. */
    ArchiveLedger archive();

    /** Takes out what is over. */
    Expiry expiry();

    /** The database with the tables, for others that read it. */
    DataSource database();

    /** Waits for the write in progress and gives up what the store holds open. */
    @Override
    void close();
}
