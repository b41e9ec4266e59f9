package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.routes.CapturedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class StoreTroubleTest {

    private static final String EVENTS = "/events/" + RunningIngestion.PATH;

    @TempDir
    Path folder;

    @Test
    void aFullStoreIs503AndWhatWasAnsweredBeforeIsThere() throws Exception {
        String batch = "[{\"pad\":\"" + "x".repeat(60_000) + "\"}]";
        try (RunningIngestion server =
                new RunningIngestion(folder, Map.of("pineflow.ingest.maxStoreBytes", "1000000"))) {
            int accepted = 0;
            HttpResponse<String> answer = server.post(EVENTS, batch);
            while (answer.statusCode() == 200 && accepted < 100) {
                accepted++;
                answer = server.post(EVENTS, batch);
            }

            assertThat(accepted).isBetween(5, 20);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
            assertThat(answer.body()).contains("SERVICE_UNAVAILABLE").doesNotContain("SQL", "sqlite");
            assertThat(server.stored("customer.changed.0")).hasSize(accepted);
            assertThat(server.post(EVENTS, "[7]").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whenTheTroubleIsOverTheSameRequestIsStored() throws Exception {
        try (RunningIngestion server = new RunningIngestion(folder, Map.of())) {
            sql("alter table event rename to elsewhere");
            assertThat(server.post(EVENTS, "[{}]", "Idempotency-Key", "one").statusCode())
                    .isEqualTo(503);
            sql("alter table elsewhere rename to event");
            assertThat(server.post(EVENTS, "[{}]", "Idempotency-Key", "one").statusCode())
                    .isEqualTo(200);

            assertThat(server.payloads("customer.changed.0")).containsExactly("{}");
        }
    }

    @Test
    void aStoreThatIsAwayForLongIsALineAMinuteAndNotOneARequest() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        Logger logger = LoggerFactory.getLogger("org.pineflow.ingest.Refusal");
        try (CapturedLog log = new CapturedLog()) {
            OutageLog outage = new OutageLog(logger, nanos::get);
            for (int i = 0; i < 1000; i++) {
                outage.failed("the database is away");
            }
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            outage.failed("the database is away");

            assertThat(log.messages())
                    .containsExactly(
                            "the database is away", "the database is away (and 999 times since this was said last)");
        }
    }

    private void sql(String statement) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/ingest/events.db"));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
