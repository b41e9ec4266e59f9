package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.network.NobodyThere;
import org.sqlite.SQLiteDataSource;

/** Set-ups that cannot work, and what their users are told. */
class JdbcPositionStoreSetUpTest {

    @TempDir
    Path folder;

    @Test
    void aDatabaseThatCannotBeReachedIsAnErrorWithTheCureAndWithoutThePassword() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(-1);
        try (NobodyThere nobody = new NobodyThere();
                HikariDataSource dataSource = to(nobody, config);
                PositionStore store = new JdbcPositionStore(dataSource)) {
            assertThatThrownBy(() -> store.tryOpen("customers"))
                    .isInstanceOf(PositionStoreException.class)
                    .hasMessageContainingAll("customers", "can be reached")
                    .hasMessageNotContaining("s3cret");
        }
    }

    private static HikariDataSource to(NobodyThere nobody, HikariConfig config) {
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + nobody.port() + "/p?user=pineflow&password=s3cret");
        return new HikariDataSource(config);
    }

    @Test
    void anErrorOfThePoolThatIsNoSqlErrorIsOneOfTheStore() {
        DataSource broken = stub(DataSource.class, () -> {
            throw new IllegalStateException("pool is broken");
        });
        try (PositionStore store = new JdbcPositionStore(broken)) {
            assertThatThrownBy(() -> store.read("customers"))
                    .isInstanceOf(PositionStoreException.class)
                    .hasMessageContainingAll("customers", "pool is broken");
        }
    }

    @Test
    void anotherDatabaseIsRefusedByName() {
        DatabaseMetaData oracle = stub(DatabaseMetaData.class, () -> "Oracle");
        Connection connection = stub(Connection.class, () -> oracle);
        try (PositionStore store = new JdbcPositionStore(stub(DataSource.class, () -> connection))) {
            assertThatThrownBy(() -> store.tryOpen("customers"))
                    .isInstanceOf(PositionStoreException.class)
                    .hasMessageContainingAll("Oracle", "PostgreSQL", "SQLite");
        }
    }

    @Test
    void aFolderOfTheDatabaseThatIsMissingIsAnError() {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("missing/p.db"));
        try (PositionStore store = new JdbcPositionStore(dataSource)) {
            assertThatThrownBy(() -> store.tryOpen("customers")).isInstanceOf(PositionStoreException.class);
        }
    }

    @Test
    void withoutFlywayTheUserIsToldToAddItOrToDoWithout() throws Exception {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("p.db"));
        try (URLClassLoader without = classesWithoutFlyway()) {
            Class<?> type = without.loadClass(JdbcPositionStore.class.getName());
            Object store = type.getConstructor(DataSource.class).newInstance(dataSource);

            assertThatThrownBy(() -> type.getMethod("tryOpen", String.class).invoke(store, "customers"))
                    .cause()
                    .hasMessageContainingAll("flyway-core", "by hand");

            try (Connection connection = DriverManager.getConnection(dataSource.getUrl());
                    var statement = connection.createStatement();
                    var script = getClass().getResourceAsStream("migration/V1__positions.sql")) {
                statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            }
            try (PositionStore byHand = new JdbcPositionStore(dataSource, 10_000, false)) {
                byHand.tryOpen("customers").orElseThrow().write(Positions.at(1));
            }
        }
    }

    private static URLClassLoader classesWithoutFlyway() {
        URL own = JdbcPositionStore.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader others = new ClassLoader(JdbcPositionStoreSetUpTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("org.flywaydb.") || name.startsWith("org.pineflow.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        return new URLClassLoader(new URL[] {own}, others);
    }

    @FunctionalInterface
    private interface Answer {
        Object get();
    }

    /** Answers everything it is asked with the same thing. */
    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == void.class ? null : answer.get()));
    }
}
