package org.pineflow.ingest.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An advisory lock of a PostgreSQL database, on a connection that is kept for it. */
final class PostgresArchiveTurn implements ArchiveTurn {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresArchiveTurn.class);

    /** Tells this lock from those of {@link WritingMark}, which begin with other bits. */
    private static final long NUMBER = 0x2CL << 57;

    private static final int ANSWER_SECONDS = 5;

    private final HikariDataSource pool;
    private final Connection connection;

    private PostgresArchiveTurn(HikariDataSource pool, Connection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    /** Empty when somebody else has it. */
    static Optional<ArchiveTurn> tryTake(HikariDataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            if (is(connection, "select pg_try_advisory_lock(" + NUMBER + ")")) {
                return Optional.of(new PostgresArchiveTurn(pool, connection));
            }
        } catch (SQLException e) {
            pool.evictConnection(connection);
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    private static boolean is(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            boolean answer = rows.getBoolean(1);
            connection.commit();
            return answer;
        }
    }

    @Override
    public boolean isHeld() {
        try {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A connection that cannot give up the lock is closed, and the lock is gone with it. */
    @Override
    public void close() {
        try (connection) {
            is(connection, "select pg_advisory_unlock(" + NUMBER + ")");
        } catch (SQLException e) {
            LOG.debug("a connection was lost while it held the turn of archiving", e);
            pool.evictConnection(connection);
        }
    }
}
