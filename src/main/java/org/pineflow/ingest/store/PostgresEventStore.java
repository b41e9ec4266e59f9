package org.pineflow.ingest.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.pineflow.durable.SqlMigration;

/** Events in a PostgreSQL database. */
public final class PostgresEventStore {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A database that says nothing for so long is taken for gone; longer than any statement may take. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(40);

    /**
     * A commit that has not reached the disk is no receipt, whatever the server's default is. Statements and waits for
     * locks end by themselves, and so do transactions of which the client is gone.
     */
    private static final String CONNECTION_SETTINGS =
            """
            set statement_timeout = '30s';
            set lock_timeout = '15s';
            set idle_in_transaction_session_timeout = '5min';
            select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'""";

    /**
     * Where the database is.
     *
     * @param url a JDBC URL, {@code jdbc:postgresql://…}
     * @param password a secret
     * @param connections the most connections at the same time, at least 2
     */
    public record Location(String url, Optional<String> user, Optional<String> password, int connections) {

        /** The URL without its parameters, among which there may be secrets. */
        @Override
        public String toString() {
            return url.replaceFirst("\\?.*", "").replaceFirst("//[^/]*@", "//");
        }
    }

    private PostgresEventStore() {}

    /**
     * Opens the store, and makes tables where there are none. Older tables are brought up to date.
     *
     * @param ids belongs to the store from now on
     * @throws EventStoreException when that cannot be done
     */
    public static EventStore open(Location location, TimeUuids ids) {
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(pool(location));
            checkEncoding(pool, location);
            SqlMigration.run(pool, "classpath:org/pineflow/ingest/store/postgresql", "ingest_schema_history");
            PostgresDatabase database = new PostgresDatabase(pool, location.toString());
            database.keepDays(ids.now());
            return new SqlEventStore(database, ids);
        } catch (EventStoreException e) {
            pool.close();
            throw e;
        } catch (SqlMigration.FailedException e) {
            pool.close();
            throw unopened(location, Optional.ofNullable(e.getCause()).orElse(e));
        } catch (SQLException | RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            throw unopened(location, e);
        }
    }

    private static EventStoreException unopened(Location location, Throwable cause) {
        return new EventStoreException(
                "cannot open the event store " + location + ": " + cause.getMessage()
                        + "; see pineflow.ingest.store, its user and its password, and that the user may create tables",
                cause);
    }

    private static HikariConfig pool(Location location) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pineflow-ingest");
        config.setJdbcUrl(location.url());
        location.user().ifPresent(config::setUsername);
        location.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(location.connections());
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        config.setConnectionInitSql(CONNECTION_SETTINGS);
        // Without this the settings are not committed, and are gone with the first transaction that is rolled back.
        config.setIsolateInternalQueries(true);
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_TIMEOUT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "pineflow");
        return config;
    }

    private static void checkEncoding(HikariDataSource pool, Location location) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show server_encoding")) {
            rows.next();
            if (!rows.getString(1).equals("UTF8")) {
                throw new EventStoreException(
                        "cannot open the event store " + location + ": its encoding is " + rows.getString(1)
                                + "; create the database with ENCODING 'UTF8'",
                        null);
            }
        }
    }
}
