package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service whose disk is full, as far as it can tell: the operating system lets no file of it grow beyond some size, and
 * later takes that limit away again.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;

    @TempDir
    Path folder;

    @Test
    void aFullDiskIs503WithNothingHalfWrittenAndTheServiceComesBackByItself() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/prlimit"))).isTrue();
        try (IngestionProcess service = IngestionProcess.start(
                folder,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                Map.of(
                        "pineflow.ingest.hotTime", "1s",
                        "pineflow.ingest.archive.settle", "4s",
                        "pineflow.ingest.archive.period", "100ms",
                        "pineflow.ingest.archive.compressionLevel", "1",
                        "pineflow.ingest.expiry.period", "100ms"))) {
            ServiceClient client = new ServiceClient(service.port());
            // Two objects that are larger than the disk will be, and are not due before it is full.
            for (int batch = 0; batch < 2; batch++) {
                int number = batch;
                await("it is ready")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> post(client, number, 150).statusCode() == 200);
            }
            limit(service, "1000000");

            HttpResponse<String> file = client.post(
                    "/file/" + RunningIngestion.PATH,
                    new FormText()
                            .field("fileId", "f")
                            .field("type", "t")
                            .file("f", new byte[3_000_000])
                            .end(),
                    "Content-Type",
                    FormText.CONTENT_TYPE);
            assertRefused(file);

            int next = 2;
            HttpResponse<String> answer = post(client, next, 20);
            while (answer.statusCode() == 200 && next < 20) {
                answer = post(client, ++next, 20);
            }
            assertRefused(answer);
            await("the archive fails for want of room")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> service.log().contains("ingest-archive: cannot"));
            assertThat(leftOvers()).isEmpty();

            limit(service, "unlimited");
            int last = next;
            await("it takes events again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> post(client, last, 20).statusCode() == 200);
            awaitNoneHot();
            assertThat(read(client))
                    .isEqualTo(IntStream.rangeClosed(0, last)
                            .boxed()
                            .collect(Collectors.toMap(batch -> batch, batch -> batch < 2 ? 150 : 20)));
        }
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    /** Events that no compression makes shorter. */
    private static HttpResponse<String> post(ServiceClient client, int batch, int events) throws Exception {
        Random random = new Random(batch);
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < events; i++) {
            byte[] pad = new byte[10_000];
            random.nextBytes(pad);
            body.append(i == 0 ? "" : ",").append("{\"batch\":" + batch + ",\"pad\":\"");
            for (byte b : pad) {
                body.append((char) ('#' + (b & 0x3f)) == '\\' ? '~' : (char) ('#' + (b & 0x3f)));
            }
            body.append("\"}");
        }
        return client.post(
                EVENTS,
                body.append("]").toString().getBytes(StandardCharsets.UTF_8),
                "x-flowcore-event-time",
                "2024-01-15T10:30:00.000Z");
    }

    /** How many events of each batch there are. */
    private static Map<Integer, Integer> read(ServiceClient client) throws Exception {
        Map<Integer, Integer> read = new TreeMap<>();
        String cursor = "";
        do {
            JsonNode page =
                    JSON.readTree(client.text("/api/v1/events" + cursor, ServiceClient.names("20240115100000")));
            page.path("events")
                    .forEach(event -> read.merge(event.at("/payload/batch").asInt(), 1, Integer::sum));
            cursor = page.has("nextCursor")
                    ? "?cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return read;
    }

    private static void limit(IngestionProcess service, String bytes) throws Exception {
        Process set = new ProcessBuilder(
                        "/usr/bin/prlimit", "--pid", Long.toString(service.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start();
        assertThat(set.waitFor()).isZero();
    }

    private void awaitNoneHot() {
        await("no event is hot").atMost(Duration.ofSeconds(30)).until(() -> {
            try (Connection connection =
                            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/ingest/events.db"));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from portion")) {
                return rows.getLong(1) == 0;
            }
        });
    }

    /** Whatever lies in the folders of the cold store, of objects that are being made, and of files that come in. */
    private List<Path> leftOvers() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/ingest"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("events.db"))
                    .toList();
        }
    }
}
