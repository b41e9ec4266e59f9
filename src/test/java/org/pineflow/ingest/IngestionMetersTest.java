package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.cold.ColdStoreException;
import org.pineflow.ingest.store.SettableClock;

/** Nothing that the service does or fails to do is silent. */
class IngestionMetersTest {

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2024-02-01T00:00:00Z"));

    private double count(String name, String... tags) {
        return meters.get("pineflow.ingest." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void whatIsStoredRefusedArchivedAndExpiredIsCounted() throws Exception {
        Path notAFolder = Files.createFile(folder.resolve("cold"));
        try (RunningIngestion server = new RunningIngestion(
                folder,
                Map.of("pineflow.ingest.cold.folder", notAFolder.toString()),
                Map.of("clock", new SettableClock(now), "meters", meters))) {
            String path = "/events/" + RunningIngestion.PATH;
            server.post(path, "[{\"a\":1},{\"a\":2}]", "Idempotency-Key", "k");
            server.post(path, "[{\"a\":1},{\"a\":2}]", "Idempotency-Key", "k");
            server.post(path, "[]", "Authorization", "wrong");

            assertThat(count("events")).isEqualTo(2);
            assertThat(count("requests.repeated")).isEqualTo(1);
            assertThat(count("refusals", "reason", "unauthorized")).isEqualTo(1);

            now.updateAndGet(time -> time.plus(Duration.ofDays(4)));
            assertThatThrownBy(() -> server.keep("ingestArchiving")).isInstanceOf(ColdStoreException.class);
            HealthCheck.Result health = server.health("ingest-cold");

            assertThat(count("archive.failures")).isEqualTo(1);
            assertThat(meters.get("pineflow.ingest.archive.lag.seconds").gauge().value())
                    .isEqualTo(Duration.ofDays(4).toSeconds());
            assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(health.getDetails().get("problem").toString()).contains("cold");

            Files.delete(notAFolder);
            server.keep("ingestArchiving");
            server.keep("ingestExpiring");

            assertThat(count("archive.events")).isEqualTo(2);
            assertThat(count("expired.events")).isEqualTo(2);
            assertThat(meters.get("pineflow.ingest.archive.lag.seconds").gauge().value())
                    .isZero();
            assertThat(server.health("ingest-cold").getDetails()).doesNotContainKey("problem");
        }
    }
}
