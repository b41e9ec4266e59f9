package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What PostgreSQL and SQLite do differently. Tables and statements are the same in both but for what goes by way of
 * these methods. Safe for use by several threads.
 */
interface Database {

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does work in one transaction, which is committed, and durable, at the return. The work is done again when the
     * database asks for that.
     *
     * @throws EventStoreException when that cannot be done; then nothing of it is there, or the connection was lost while
     *     it was committed
     */
    <T> T write(Work<T> work);

    /**
     * Does work that changes nothing. Each statement sees what is committed when it begins.
     *
     * @throws EventStoreException when that cannot be done
     */
    <T> T read(Work<T> work);

    /**
     * Prepares a statement whose rows, events of a type, are not to be in memory at once, nor to be sorted where an index
     * has their order.
     */
    PreparedStatement prepareForManyRows(Connection connection, String sql) throws SQLException;

    /**
     * Whether a type has files, as a column of the query for its events: it is true of just what the query sees. Where
     * rows are in memory one at a time anyway it may always be false.
     */
    String hasFiles(long eventType);

    /** No row that is left is the part of a file, which is large: more of them may be in memory at once. */
    void rowsAreSmall(ResultSet rows) throws SQLException;

    void setId(PreparedStatement statement, int parameter, UUID id) throws SQLException;

    UUID getId(ResultSet rows, int column) throws SQLException;

    void setPayload(PreparedStatement statement, int parameter, byte[] payload) throws SQLException;

    /**
     * What is cross-joined to the events, e, to look up the portion of each, p, one by one.
     *
     * @param which the condition for the portion
     */
    String portionOfEvent(String which);

    /** Where the rows of {@code count} events go. */
    EventRows eventRows(Connection connection, int count) throws SQLException;

    /**
     * A number for a submission, higher than the earlier ones.
     *
     * @param begin a time not after that in any id the submission will get by its arrival
     */
    long beginSubmission(Connection connection, long eventType, Instant begin) throws SQLException;

    /**
     * The time, as it stands in ids, up to which no arrival of these types is still being written. A reader that goes on
     * after the last id it saw, and sees no arrivals beyond this time, misses none.
     *
     * @param latest the latest time that an id may hold now
     */
    long settledUntil(Connection connection, Collection<Long> eventTypes, long latest) throws SQLException;

    /** The days, since 1970 by event time, that are kept apart and can be dropped whole. */
    SortedSet<Long> separateDays(Connection connection) throws SQLException;

    /**
     * Drops what is over of the days that are kept apart, and makes room for those to come.
     *
     * @return how many events were dropped
     */
    long keepDays(Instant now);

    /** The turn of archiving; empty when somebody else has it. */
    Optional<ArchiveTurn> archiveTurn();

    /** For others that read the tables. */
    DataSource dataSource();

    void close();
}
