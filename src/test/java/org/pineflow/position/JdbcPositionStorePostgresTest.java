package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcPositionStorePostgresTest extends JdbcPositionStoreContract {

    private static EmbeddedPostgres postgres;
    private static int schemas;

    private DataSource dataSource;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Override
    DataSource dataSource() throws SQLException {
        if (dataSource == null) {
            String schema = "test_" + ++schemas;
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + schema);
            }
            PGSimpleDataSource own = (PGSimpleDataSource) postgres.getPostgresDatabase();
            own.setCurrentSchema(schema);
            dataSource = own;
        }
        return dataSource;
    }

    @Test
    void connectionsThatDoNotCommitByThemselvesAreCommitted() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (PositionStore pooled = new JdbcPositionStore(pool)) {
                pooled.tryOpen(STREAM).orElseThrow().write(NEW);

                assertThat(other.read(STREAM)).contains(NEW);
                assertThat(other.tryOpen(STREAM)).isEmpty();
            }
            assertThat(other.tryOpen(STREAM)).isPresent();
            assertThat(pool.isClosed()).as("the data source is the caller's").isFalse();
        }
    }
}
