package org.pineflow.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.network.OwnPort;

/** One PostgreSQL server for all tests of a JVM, which ends with it. Each test class makes databases of its own. */
public final class TestPostgres {

    /** The user of every database; there is no password. */
    public static final String USER = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    private static final class Server {

        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return TestPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Another server, which its test closes. */
    public static EmbeddedPostgres start() throws IOException {
        // Left to itself it asks for a free port, gives that up, and another may have it before PostgreSQL does.
        try (OwnPort port = OwnPort.claim()) {
            return EmbeddedPostgres.builder().setPort(port.number()).start();
        }
    }

    /** Makes an empty database and returns its JDBC URL, which has neither user nor password. */
    public static String newDatabase() throws SQLException {
        return newDatabase("");
    }

    /** The same, with options for {@code create database}. */
    public static String newDatabase(String options) throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " " + options);
        }
        return "jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name;
    }

    /** A connection to a database that {@link #newDatabase} made. */
    public static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, "");
    }
}
