package org.pineflow.ingest.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A PostgreSQL database by way of a pool of connections that do not commit by themselves. Others may write into it at the
 * same time.
 */
final class PostgresDatabase implements Database {

    /**
     * How many events are fetched at once, and how many at first and where each may be the part of a file: some megabytes at
     * most.
     */
    private static final int FETCHED_EVENTS = 256;

    private static final int FETCHED_PARTS = 32;

    /** From here on the set-up of a COPY costs less than its rows save. */
    private static final int COPIED_FROM = 20;

    private static final int MOST_TRIES = 4;

    /** A deadlock, or transactions that do not go with one another: gone when tried again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    private final HikariDataSource pool;
    private final String name;
    private final DayPartitions days;

    /** @param name of the database, for messages; without secrets */
    PostgresDatabase(HikariDataSource pool, String name) {
        this.pool = pool;
        this.name = name;
        this.days = new DayPartitions();
    }

    @Override
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public <T> T write(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction(work);
            } catch (SQLException e) {
                if (!TRY_AGAIN.contains(e.getSQLState()) || tries == MOST_TRIES) {
                    throw new EventStoreException("cannot write the event store " + name + ": " + e.getMessage(), e);
                }
            }
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new EventStoreException("cannot read the event store " + name + ": " + e.getMessage(), e);
        }
    }

    /** What was not committed is rolled back as the connection goes back to the pool. */
    private <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        }
    }

    @Override
    public PreparedStatement prepareForManyRows(Connection connection, String sql) throws SQLException {
        planByIndex(connection);
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setFetchSize(FETCHED_PARTS);
        return statement;
    }

    /**
     * There is an index in the order of the ids, and the first rows of it are wanted, and one for their portions. Without
     * statistics, as in the first minutes of a partition, PostgreSQL would rather sort a whole bucket for each page, and
     * where portions are few, go through all of them for each event.
     */
    private static void planByIndex(Connection connection) throws SQLException {
        String sql = "select set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)";
        try (PreparedStatement planning = connection.prepareStatement(sql)) {
            planning.execute();
        }
    }

    /** A subquery that depends on no row: it is asked once, and by the same snapshot. */
    @Override
    public String hasFiles(long eventType) {
        return "exists (select 1 from file where event_type_id = " + eventType + ")";
    }

    @Override
    public void rowsAreSmall(ResultSet rows) throws SQLException {
        rows.setFetchSize(FETCHED_EVENTS);
    }

    @Override
    public void setId(PreparedStatement statement, int parameter, UUID id) throws SQLException {
        statement.setObject(parameter, id);
    }

    @Override
    public UUID getId(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }

    @Override
    public void setPayload(PreparedStatement statement, int parameter, byte[] payload) throws SQLException {
        statement.setString(parameter, new String(payload, StandardCharsets.UTF_8));
    }

    /** What has an offset is not merged into the query around it. */
    @Override
    public String portionOfEvent(String which) {
        return "lateral (select * from portion p where " + which + " offset 0) p";
    }

    @Override
    public EventRows eventRows(Connection connection, int count) throws SQLException {
        return count < COPIED_FROM ? new InsertedEventRows(this, connection) : new CopiedEventRows(connection);
    }

    @Override
    public long beginSubmission(Connection connection, long eventType, Instant begin) throws SQLException {
        String sql = "select nextval('submission_number'), pg_advisory_xact_lock_shared(?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, WritingMark.of(eventType, begin));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Override
    public long settledUntil(Connection connection, Collection<Long> eventTypes, long latest) throws SQLException {
        long settled = latest;
        for (long eventType : eventTypes) {
            settled = Math.min(settled, WritingMark.settledUntil(connection, eventType));
        }
        return settled;
    }

    @Override
    public SortedSet<Long> separateDays(Connection connection) throws SQLException {
        return days.all(connection);
    }

    @Override
    public long keepDays(Instant now) {
        long dropped = 0;
        for (long day : read(connection -> days.over(connection, now))) {
            dropped += unlessBusy(connection -> days.drop(connection, day, now));
        }
        unlessBusy(connection -> days.makeAhead(connection, now));
        return dropped;
    }

    @Override
    public Optional<ArchiveTurn> archiveTurn() {
        try {
            return PostgresArchiveTurn.tryTake(pool);
        } catch (SQLException e) {
            throw new EventStoreException("cannot read the event store " + name + ": " + e.getMessage(), e);
        }
    }

    /** Nothing is lost when tables are in use for longer than we want to wait for: there will be a next time. */
    private long unlessBusy(Work<Long> work) {
        try {
            return write(work);
        } catch (EventStoreException e) {
            if (e.getCause() instanceof SQLException cause && DayPartitions.BUSY.equals(cause.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
