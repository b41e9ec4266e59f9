package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.store.SettableClock;

/** A clock that is set back an hour, and then far ahead, while events come in, are archived and expire. */
class JumpingClockTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;
    private static final String EPHEMERAL = "eyJkby1ub3QtYXJjaGl2ZS1vbi9zdG9yZWQtZXZlbnQiOiJ0cnVlIn0=";

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2024-02-01T12:30:00Z"));
    private final List<String> ids = new ArrayList<>();

    @Test
    void noClockDeletesWhatIsNotArchivedAndNoIdComesTwice() throws Exception {
        try (RunningIngestion server = new RunningIngestion(
                folder, Map.of("pineflow.ingest.hotTime", "1h"), Map.of("clock", new SettableClock(now)))) {
            write(server);
            write(server, "x-flowcore-metadata-json", EPHEMERAL);
            jump(Duration.ofHours(-1));
            write(server);
            write(server);
            jump(Duration.ofMinutes(30));
            write(server);
            assertThat(ids).hasSize(250).doesNotHaveDuplicates();

            jump(Duration.ofDays(1));
            server.keep("ingestExpiring");
            assertThat(server.service().store().count(server.type("customer.changed.0")))
                    .as("all but what is not to be archived")
                    .isEqualTo(200);

            server.keep("ingestArchiving");
            jump(Duration.ofDays(-1));
            server.keep("ingestExpiring");
            jump(Duration.ofDays(2));
            server.keep("ingestExpiring");
            assertThat(server.service().store().count(server.type("customer.changed.0")))
                    .isZero();

            List<String> read = new ArrayList<>();
            for (String bucket : List.of("20240201110000", "20240201120000")) {
                String names = ServiceClient.names(bucket);
                JSON.readTree(server.post("/api/v1/events", names).body())
                        .path("events")
                        .forEach(event -> read.add(event.path("eventId").asText()));
            }
            ids.subList(50, 100).clear();
            assertThat(read).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private void jump(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }

    private void write(RunningIngestion server, String... headers) throws Exception {
        HttpResponse<String> answer = server.post(EVENTS, "[" + "{\"n\":1},".repeat(49) + "{\"n\":2}]", headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JSON.readTree(answer.body()).path("eventIds").forEach(id -> ids.add(id.asText()));
    }
}
