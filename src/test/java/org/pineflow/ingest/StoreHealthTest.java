package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.postgres.OwnPostgres;
import org.pineflow.postgres.TestPostgres;

/** Whether the service is ready is asked of the database itself. */
class StoreHealthTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aServiceWhosePostgresIsGoneIsNotReadyUntilItIsBack() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"));
                RunningIngestion server = new RunningIngestion(
                        folder,
                        Map.of(
                                "pineflow.ingest.store",
                                postgres.url(),
                                "pineflow.ingest.store.user",
                                TestPostgres.USER))) {
            assertThat(unready(server)).isFalse();

            postgres.kill();
            await().atMost(LONG).until(() -> unready(server));
            HealthCheck.Result down = server.health("ingest-store");
            assertThat(down.getMessage())
                    .hasValueSatisfying(why -> assertThat(why).contains("event store"));

            postgres.startAgain();
            await().atMost(LONG).until(() -> !unready(server));
        }
    }

    @Test
    void aServiceOnSqliteIsReady() throws Exception {
        try (RunningIngestion server = new RunningIngestion(folder, Map.of())) {
            assertThat(server.health("ingest-store").getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void aDatabaseThatHangsIsDownAndIsAskedOnceAtATime() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        CountDownLatch hanging = new CountDownLatch(1);
        try {
            StoreHealthCheck check = check(
                    () -> {
                        hanging.await();
                        throw new SQLException("gave up");
                    },
                    executor,
                    System::nanoTime);
            for (int i = 0; i < 3; i++) {
                HealthCheck.Result result = check.call();
                assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(result.getMessage()).hasValue("the event store has not answered for 2 s");
            }
            assertThat(asked).hasValue(1);

            hanging.countDown();
            await().until(() -> check.call().getMessage().orElse("").contains("gave up"));
        } finally {
            hanging.countDown();
            executor.shutdownNow();
        }
    }

    @Test
    void anAnswerCountsForASecond() {
        StoreHealthCheck check = check(
                () -> {
                    throw new SQLException("refused");
                },
                Runnable::run,
                nanos::get);
        for (int i = 0; i < 10; i++) {
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        }
        assertThat(asked).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        check.call();
        assertThat(asked).hasValue(2);
    }

    /** What a data source does when it is asked for a connection. */
    private interface Connecting {
        Object connect() throws SQLException, InterruptedException;
    }

    private StoreHealthCheck check(Connecting connecting, Executor executor, LongSupplier nanoClock) {
        DataSource database = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    return connecting.connect();
                });
        StoreHealthCheck check = new StoreHealthCheck(database, executor, nanoClock);
        check.setCamelContext(new DefaultCamelContext());
        return check;
    }

    private static boolean unready(RunningIngestion server) {
        return HealthCheckHelper.invokeReadiness(server.context()).stream()
                .anyMatch(result -> result.getState() == HealthCheck.State.DOWN);
    }
}
