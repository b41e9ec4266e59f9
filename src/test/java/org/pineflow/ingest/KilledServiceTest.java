package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.cold.ObjectFolder;
import org.pineflow.ingest.cold.S3Server;
import org.pineflow.postgres.OwnPostgres;
import org.pineflow.postgres.TestPostgres;

/**
 * Two services with one PostgreSQL and one S3, all of them processes, all of them killed with SIGKILL while batches and
 * files come in, are archived, and leave the hot store. What was acknowledged is there at the end, once, to the byte.
 */
class KilledServiceTest {

    private static final long SEED = 20_261_128L;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final AtomicReferenceArray<IngestionProcess> services = new AtomicReferenceArray<>(2);

    @Test
    void whatWasAcknowledgedIsThereOnceHoweverOftenServicesAndStoresAreKilled() throws Exception {
        try (S3Server s3 = S3Server.start(folder.resolve("s3"));
                OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"));
                Senders senders = new Senders(services, SEED)) {
            startBoth(postgres, s3);
            senders.start(3);

            awaitMore(senders);
            kill(0);
            start(0, postgres, s3);
            awaitMore(senders);
            s3.kill();
            kill(1);
            start(1, postgres, s3);
            awaitMore(senders);
            s3.start();
            awaitMore(senders);
            postgres.kill();
            senders.awaitRefusals(senders.refusals() + 3);
            postgres.startAgain();
            awaitMore(senders);
            kill(0);
            kill(1);
            startBoth(postgres, s3);
            senders.stop();

            awaitAllArchivedAndExpired(postgres);
            Map<String, String> read = readAll();
            assertThat(senders.acknowledged()).hasSizeGreaterThan(100);
            assertThat(read).containsAllEntriesOf(senders.acknowledged());
            assertThat(new HashSet<>(read.values())).as("payloads").hasSameSizeAs(read.keySet());
            assertThat(read.values()).isSubsetOf(senders.sent()).doesNotContainAnyElementsOf(senders.ephemeral());
            for (Map.Entry<String, byte[]> file : senders.files().entrySet()) {
                assertThat(new ServiceClient(services.get(0).port()).file(file.getKey()))
                        .as(file.getKey())
                        .isEqualTo(file.getValue());
            }
            assertEachInOneVerifiedObject(read.keySet(), postgres, s3);
        } finally {
            for (int i = 0; i < services.length(); i++) {
                if (services.get(i) != null) {
                    services.get(i).close();
                }
            }
        }
    }

    private void start(int service, OwnPostgres postgres, S3Server s3) throws IOException {
        Path own = Files.createDirectories(folder.resolve("service" + service));
        Map<String, String> properties = new HashMap<>(Map.of(
                "pineflow.ingest.store", postgres.url(),
                "pineflow.ingest.store.user", TestPostgres.USER,
                "pineflow.ingest.hotTime", "1s",
                "pineflow.ingest.archive.settle", "0s",
                "pineflow.ingest.archive.period", "150",
                "pineflow.ingest.archive.objectEvents", "40",
                "pineflow.ingest.expiry.period", "150",
                "pineflow.ingest.cold", "s3"));
        properties.putAll(s3.properties());
        services.set(service, IngestionProcess.start(own, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), properties));
    }

    private void startBoth(OwnPostgres postgres, S3Server s3) throws IOException {
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
            try {
                start(0, postgres, s3);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        start(1, postgres, s3);
        first.join();
    }

    private void kill(int service) {
        services.get(service).kill();
    }

    /** Until some more requests were acknowledged, so that what comes next comes at any moment of a round. */
    private void awaitMore(Senders senders) throws Exception {
        senders.awaitReceipts(senders.receipts() + 15 + random.nextInt(25));
    }

    private void awaitAllArchivedAndExpired(OwnPostgres postgres) {
        await("nothing is hot")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(strings(postgres, "select count(*) from portion"))
                            .containsExactly("0");
                    assertThat(strings(postgres, "select count(*) from event")).containsExactly("0");
                });
        assertThat(strings(postgres, "select id from cold_object where not confirmed"))
                .isEmpty();
    }

    /** All events by their ids, by way of small pages. */
    private Map<String, String> readAll() throws Exception {
        Map<String, String> read = new HashMap<>();
        ServiceClient client = new ServiceClient(services.get(1).port());
        JsonNode buckets = JSON.readTree(client.text("/api/v1/time-buckets/by-names", ServiceClient.names("")));
        for (JsonNode bucket : buckets.path("timeBuckets")) {
            String cursor = "";
            List<Long> times = new ArrayList<>();
            do {
                String page = client.text("/api/v1/events?pageSize=97" + cursor, ServiceClient.names(bucket.asText()));
                JsonNode answer = JSON.readTree(page);
                for (JsonNode event : answer.path("events")) {
                    String id = event.path("eventId").asText();
                    assertThat(read.put(id, Senders.payload(page, id)))
                            .as("event %s is there once", id)
                            .isNull();
                    times.add(UUID.fromString(id).timestamp());
                }
                cursor = answer.has("nextCursor")
                        ? "&cursor=" + answer.path("nextCursor").asText()
                        : "";
            } while (!cursor.isEmpty());
            assertThat(times).isSorted();
        }
        return read;
    }

    private void assertEachInOneVerifiedObject(Set<String> ids, OwnPostgres postgres, S3Server s3) throws Exception {
        ObjectFolder objects = ObjectFolder.read(s3.objects());
        assertThat(objects.ids()).containsExactlyInAnyOrderElementsOf(strings(postgres, "select id from cold_object"));
        assertThat(objects.events()).doesNotHaveDuplicates().containsAll(ids);
    }

    private static List<String> strings(OwnPostgres postgres, String sql) {
        try (Connection connection = TestPostgres.connect(postgres.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
