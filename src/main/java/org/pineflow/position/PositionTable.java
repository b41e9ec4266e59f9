package org.pineflow.position;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.pineflow.durable.SqlDatabase;

/**
 * The table of the positions, statement by statement. Each call is one statement in a transaction of its own.
 * Leases are measured by the database's clock alone. Immutable.
 */
final class PositionTable {

    static final String NAME = "pineflow_position";

    /** An owner of a stream: what every statement of it is checked against. */
    record Lease(String stream, String owner, long epoch) {}

    /** Whose a stream is, and for how long unless the lease is renewed. */
    record Held(String owner, long millisLeft) {}

    private final SqlDatabase database;
    private final String now;

    private PositionTable(SqlDatabase database) {
        this.database = database;
        this.now = database.nowMillis();
    }

    /** @throws PositionStoreException when the database is none of the known ones */
    static PositionTable in(DataSource dataSource) throws SQLException {
        try {
            return new PositionTable(SqlDatabase.of(dataSource));
        } catch (SqlDatabase.UnknownProductException e) {
            throw new PositionStoreException(
                    "Positions are kept in PostgreSQL or SQLite, and not in " + e.product()
                            + ": give another data source",
                    e);
        }
    }

    /** Takes a lease that is free or over; empty when somebody else has it. */
    Optional<Lease> take(String stream, String owner, long leaseMillis) throws SQLException {
        String sql = "INSERT INTO " + NAME + " AS p (stream, owner, epoch, expires) VALUES (?, ?, 1, " + now + " + ?)"
                + " ON CONFLICT (stream) DO UPDATE SET owner = excluded.owner, epoch = p.epoch + 1,"
                + " expires = excluded.expires WHERE p.expires <= " + now + " RETURNING epoch";
        OptionalLong epoch = database.run(sql, statement -> {
            SqlDatabase.set(statement, stream, owner, leaseMillis);
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
        return database.run("SELECT record FROM " + NAME + " WHERE stream = ?", statement -> {
            SqlDatabase.set(statement, stream);
            return texts(statement).stream().findFirst();
        });
    }

    /** The records by stream, without those that have none. */
    Map<String, String> records() throws SQLException {
        return database.run("SELECT stream, record FROM " + NAME + " WHERE record IS NOT NULL", statement -> {
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
        return database.run(sql, statement -> {
            SqlDatabase.set(statement, stream);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new Held(rows.getString(1), rows.getLong(2))) : Optional.empty();
            }
        });
    }

    private boolean update(String assignment, Object value, Lease lease) throws SQLException {
        String sql = "UPDATE " + NAME + " SET " + assignment + " WHERE stream = ? AND epoch = ? AND owner = ?";
        return database.update(sql, value, lease.stream(), lease.epoch(), lease.owner()) == 1;
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
}
