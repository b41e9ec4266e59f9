package org.pineflow.position;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The table of the positions, statement by statement. Each call is one statement in a transaction of its own.
 * Leases are measured by the database's clock alone. Immutable.
 */
final class PositionTable {

    static final String NAME = "pineflow_position";

    /** The databases that are known, by the name their driver gives them. */
    private enum Dialect {
        POSTGRESQL("PostgreSQL", "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"),
        SQLITE("SQLite", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)");

        private final String product;

        /** The database's clock, in milliseconds since 1970. */
        private final String now;

        Dialect(String product, String now) {
            this.product = product;
            this.now = now;
        }
    }

    /** An owner of a stream: what every statement of it is checked against. */
    record Lease(String stream, String owner, long epoch) {}

    /** Whose a stream is, and for how long unless the lease is renewed. */
    record Held(String owner, long millisLeft) {}

    /**
     * SQLite's answer when it is locked. It comes after the busy timeout, but at once where SQLite could not wait without
     * blocking somebody else, as while another connection is the first to open the file: then it is worth asking again.
     */
    private static final int SQLITE_BUSY = 5;

    private static final int BUSY_TRIES = 50;
    private static final long LONGEST_INSTANT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final DataSource dataSource;
    private final String now;

    private PositionTable(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.now = dialect.now;
    }

    /** @throws PositionStoreException when the database is none of the known ones */
    static PositionTable in(DataSource dataSource) throws SQLException {
        try (Connection connection = connect(dataSource)) {
            String product = connection.getMetaData().getDatabaseProductName();
            for (Dialect dialect : Dialect.values()) {
                if (dialect.product.equals(product)) {
                    return new PositionTable(dataSource, dialect);
                }
            }
            throw new PositionStoreException(
                    "Positions are kept in PostgreSQL or SQLite, and not in " + product + ": give another data source");
        }
    }

    /** Takes a lease that is free or over; empty when somebody else has it. */
    Optional<Lease> take(String stream, String owner, long leaseMillis) throws SQLException {
        String sql = "INSERT INTO " + NAME + " AS p (stream, owner, epoch, expires) VALUES (?, ?, 1, " + now + " + ?)"
                + " ON CONFLICT (stream) DO UPDATE SET owner = excluded.owner, epoch = p.epoch + 1,"
                + " expires = excluded.expires WHERE p.expires <= " + now + " RETURNING epoch";
        OptionalLong epoch = run(sql, statement -> {
            set(statement, stream, owner, leaseMillis);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        });
        return epoch.isPresent() ? Optional.of(new Lease(stream, owner, epoch.getAsLong())) : Optional.empty();
    }

    /** Prolongs a lease, also one that is over but was not taken; false when it was taken or given up. */
    boolean renew(Lease lease, long leaseMillis) throws SQLException {
        return update("expires = " + now + " + ?", leaseMillis, lease);
    }

    /** Ends a lease; false when it was taken or given up before. */
    boolean release(Lease lease) throws SQLException {
        return update("owner = NULL, expires = ?", 0L, lease);
    }

    /** Stores a position; false when the lease was taken or given up. */
    boolean write(Lease lease, String text) throws SQLException {
        return update("record = ?", text, lease);
    }

    Optional<String> read(String stream) throws SQLException {
        return run("SELECT record FROM " + NAME + " WHERE stream = ?", statement -> {
            set(statement, stream);
            return texts(statement).stream().findFirst();
        });
    }

    /** The records by stream, without those that have none. */
    Map<String, String> records() throws SQLException {
        return run("SELECT stream, record FROM " + NAME + " WHERE record IS NOT NULL", statement -> {
            Map<String, String> records = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    records.put(rows.getString(1), rows.getString(2));
                }
            }
            return records;
        });
    }

    /** The lease that somebody has on the stream now; empty when it is free. */
    Optional<Held> lease(String stream) throws SQLException {
        String sql = "SELECT owner, expires - " + now + " FROM " + NAME
                + " WHERE stream = ? AND owner IS NOT NULL AND expires > " + now;
        return run(sql, statement -> {
            set(statement, stream);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new Held(rows.getString(1), rows.getLong(2))) : Optional.empty();
            }
        });
    }

    private boolean update(String assignment, Object value, Lease lease) throws SQLException {
        String sql = "UPDATE " + NAME + " SET " + assignment + " WHERE stream = ? AND epoch = ? AND owner = ?";
        return run(sql, statement -> {
            set(statement, value, lease.stream(), lease.epoch(), lease.owner());
            return statement.executeUpdate() == 1;
        });
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** The texts of the first column, without nulls. */
    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Optional.ofNullable(rows.getString(1)).ifPresent(texts::add);
            }
        }
        return texts;
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            long begin = System.nanoTime();
            try {
                return runOnce(sql, work);
            } catch (SQLException e) {
                boolean waited = System.nanoTime() - begin > LONGEST_INSTANT_NANOS;
                if (e.getErrorCode() != SQLITE_BUSY || waited || tries == BUSY_TRIES) {
                    throw e;
                }
            }
        }
    }

    private <T> T runOnce(String sql, Work<T> work) throws SQLException {
        try (Connection connection = connect(dataSource)) {
            T result;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                result = work.on(statement);
            }
            // Pools can be told to hand out connections that do not commit by themselves.
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return result;
        }
    }

    private static Connection connect(DataSource dataSource) throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (RuntimeException e) {
            // HikariCP throws one when the database cannot be reached at its first use.
            throw new SQLException(e.getMessage(), e);
        }
    }
}
