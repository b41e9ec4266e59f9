package org.pineflow.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * PostgreSQL or SQLite, statement by statement. Each statement is a transaction of its own, so that a crash leaves all of
 * it or nothing. Immutable; safe for use by several threads.
 */
public final class SqlDatabase {

    /** The databases that are known, by the name their driver gives them. */
    private enum Product {
        POSTGRESQL("PostgreSQL", "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"),
        SQLITE("SQLite", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)");

        private final String driversName;
        private final String nowMillis;

        Product(String driversName, String nowMillis) {
            this.driversName = driversName;
            this.nowMillis = nowMillis;
        }
    }

    /** The database is none of those that are known. */
    public static final class UnknownProductException extends SQLException {

        private static final long serialVersionUID = 1L;

        private UnknownProductException(String product) {
            super(product);
        }

        /** The name that the driver gives the database. */
        public String product() {
            return getMessage();
        }
    }

    /** What is done with a statement. */
    @FunctionalInterface
    public interface Work<T> {

        /** Sets the parameters, executes, and reads what comes. */
        T on(PreparedStatement statement) throws SQLException;
    }

    /** Something asked of the database. */
    @FunctionalInterface
    private interface Request<T> {

        T ask() throws SQLException;
    }

    /**
     * SQLite's answer when it is locked. It comes after the busy timeout, but at once where SQLite could not wait without
     * blocking somebody else, as while another connection is the first to open the file: then it is worth asking again.
     */
    private static final int SQLITE_BUSY = 5;

    private static final long LONGEST_INSTANT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long is asked again: an opening on a loaded machine takes a fraction of it. */
    private static final long LONGEST_BUSY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final DataSource dataSource;
    private final Product product;

    private SqlDatabase(DataSource dataSource, Product product) {
        this.dataSource = dataSource;
        this.product = product;
    }

    /**
     * The database behind the data source.
     *
     * @throws UnknownProductException when it is none of the known ones
     */
    public static SqlDatabase of(DataSource dataSource) throws SQLException {
        String name = whileBusy(() -> productName(dataSource));
        for (Product product : Product.values()) {
            if (product.driversName.equals(name)) {
                return new SqlDatabase(dataSource, product);
            }
        }
        throw new UnknownProductException(name);
    }

    private static String productName(DataSource dataSource) throws SQLException {
        try (Connection connection = connect(dataSource)) {
            return connection.getMetaData().getDatabaseProductName();
        }
    }

    /** The SQL expression for the database's clock, in milliseconds since 1970. */
    public String nowMillis() {
        return product.nowMillis;
    }

    /** Executes one statement, in a transaction of its own. */
    public <T> T run(String sql, Work<T> work) throws SQLException {
        return whileBusy(() -> runOnce(sql, work));
    }

    /** Asks again while SQLite says at once that it is locked, with the pauses that its own waiting would make. */
    private static <T> T whileBusy(Request<T> request) throws SQLException {
        long first = System.nanoTime();
        while (true) {
            long begin = System.nanoTime();
            try {
                return request.ask();
            } catch (SQLException e) {
                long now = System.nanoTime();
                boolean waited = now - begin > LONGEST_INSTANT_NANOS;
                if (e.getErrorCode() != SQLITE_BUSY || waited || now - first > LONGEST_BUSY_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(BUSY_PAUSE_NANOS);
            }
        }
    }

    /** Executes one statement that changes rows, and returns how many. */
    public int update(String sql, Object... parameters) throws SQLException {
        return run(sql, statement -> {
            set(statement, parameters);
            return statement.executeUpdate();
        });
    }

    /** Sets the parameters of a statement, from the first on. */
    public static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
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
            throw new SQLException(Optional.ofNullable(e.getMessage()).orElse(e.toString()), e);
        }
    }
}
