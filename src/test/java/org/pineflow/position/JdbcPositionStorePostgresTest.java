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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pineflow.postgres.TestPostgres;

class JdbcPositionStorePostgresTest extends JdbcPositionStoreContract {

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() throws IOException {
        postgres = TestPostgres.start();
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.getPostgresDatabase());
        pool = new HikariDataSource(config);
    }

    @AfterAll
    static void stop() throws IOException {
        pool.close();
        postgres.close();
    }

    @AfterEach
    void empty() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    @Override
    DataSource dataSource() {
        return pool;
    }

    @Test
    void connectionsThatDoNotCommitByThemselvesAreCommitted() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(2);
        try (HikariDataSource manual = new HikariDataSource(config)) {
            try (PositionStore pooled = new JdbcPositionStore(manual)) {
                pooled.tryOpen(STREAM).orElseThrow().write(NEW);

                assertThat(other.read(STREAM)).contains(NEW);
                assertThat(other.tryOpen(STREAM)).isEmpty();
            }
            assertThat(other.tryOpen(STREAM)).isPresent();
            assertThat(manual.isClosed()).as("the data source is the caller's").isFalse();
        }
    }
}
