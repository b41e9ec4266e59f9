package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

class DatabaseExampleTest {

    private static final Path EXAMPLE = Path.of("routes/examples/firehose-to-database.camel.yaml");

    @TempDir
    private Path data;

    private final Shop shop = Shop.open();
    private Map<String, String> settings;

    /** The settings that the comment of the example tells the user to write. */
    @BeforeEach
    void readSettings() throws IOException {
        settings = shop.settings("http://127.0.0.1:1");
        Pattern.compile("(?m)^# +(camel\\.\\S+) = (.+)$")
                .matcher(Files.readString(EXAMPLE))
                .results()
                .forEach((MatchResult line) -> settings.put(line.group(1), line.group(2)));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private RunningRoutes run() throws Exception {
        return RunningRoutes.start(data, settings, "file:" + EXAMPLE);
    }

    @Test
    void aReplayIsHarmlessAndAnOlderVersionNeverReplacesANewerOne() throws Exception {
        try (RunningRoutes routes = run()) {
            awaitAllCustomers();
            shop.change("customers", 30);
            awaitAllCustomers();
        }
        execute(
                "update customer set rve = '9999', record = 'newest' where physkey = (select min(physkey) from customer)");
        Set<String> before = records();
        Files.walk(data.resolve("positions"))
                .filter(Files::isRegularFile)
                .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        try (RunningRoutes routes = run()) {
            await().until(() -> routes.stream("customers-to-database").delivered() >= before.size());
        }
        assertThat(records()).isEqualTo(before).contains("newest").hasSize(20);
    }

    @Test
    void aBatchIsOneCommit() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith("camel.beans."));
        settings.put("camel.component.fd1.batchSize", "4");
        execute("create table customer (physkey text not null primary key, rve text not null, record text not null)");
        CommitCounter database = new CommitCounter("jdbc:sqlite:" + data.resolve("customers.db"));
        try (RunningRoutes routes = RunningRoutes.start(
                data, settings, main -> main.bind("customerDatabase", database), "file:" + EXAMPLE)) {
            awaitAllCustomers();
            await().until(() -> routes.stream("customers-to-database").delivered() == 20);
            assertThat(routes.stream("customers-to-database").batches())
                    .isGreaterThanOrEqualTo(5)
                    .isEqualTo(database.commits.get());
        }
    }

    private void awaitAllCustomers() {
        await().untilAsserted(() -> assertThat(records()).isEqualTo(shop.rows("customers")));
    }

    private Set<String> records() throws SQLException {
        Set<String> records = new HashSet<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select record from customer")) {
            while (rows.next()) {
                records.add(rows.getString(1));
            }
        }
        return records;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("customers.db"));
    }

    /** SQLite that counts the transactions that wrote something. */
    private static final class CommitCounter extends SQLiteDataSource implements SQLiteCommitListener {

        final AtomicInteger commits = new AtomicInteger();

        CommitCounter(String url) {
            setUrl(url);
        }

        @Override
        public SQLiteConnection getConnection(String user, String password) throws SQLException {
            SQLiteConnection connection = super.getConnection(user, password);
            connection.addCommitListener(this);
            return connection;
        }

        @Override
        public void onCommit() {
            commits.incrementAndGet();
        }

        @Override
        public void onRollback() {
            // Nothing was written.
        }
    }
}
