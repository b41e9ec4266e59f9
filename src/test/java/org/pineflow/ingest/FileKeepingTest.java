package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.ingest.store.SettableClock;
import org.pineflow.postgres.TestPostgres;

/** Files in either database, and what becomes of them with time. */
class FileKeepingTest {

    private static final String FILE = "/file/" + RunningIngestion.PATH;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileIsReadAgainFromTheColdStoreUnlessItWasNeverToBeArchived(boolean postgres) throws Exception {
        Map<String, String> settings = new HashMap<>();
        if (postgres) {
            settings.put("pineflow.ingest.store", TestPostgres.newDatabase());
            settings.put("pineflow.ingest.store.user", TestPostgres.USER);
        }
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-31T12:30:00Z"));
        byte[] content = new byte[1_300_000];
        new Random(1).nextBytes(content);
        try (RunningIngestion server =
                new RunningIngestion(folder, settings, Map.of("clock", new SettableClock(now)))) {
            upload(server, "kept", content);
            upload(
                    server,
                    "gone",
                    content,
                    "x-flowcore-metadata-json",
                    "eyJkby1ub3QtYXJjaGl2ZS1vbi9zdG9yZWQtZXZlbnQiOiJ0cnVlIn0=");
            assertThat(get(server, "kept").body()).isEqualTo(content);
            assertThat(get(server, "gone").body()).isEqualTo(content);

            now.updateAndGet(time -> time.plus(Duration.ofDays(5)));
            server.keep("ingestArchiving");
            server.keep("ingestExpiring");

            assertThat(server.service().store().count(server.type("customer.changed.0")))
                    .as("events that are still hot")
                    .isZero();
            assertThat(get(server, "kept").body()).isEqualTo(content);
            assertThat(get(server, "gone").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void moreFilesAtOnceThanMayArriveAreSentLater() throws Exception {
        try (RunningIngestion server = new RunningIngestion(folder, Map.of("pineflow.ingest.maxFileTransfers", "1"));
                Socket slow = new Socket("127.0.0.1", server.port())) {
            OutputStream out = slow.getOutputStream();
            out.write(("POST " + FILE + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningIngestion.KEY
                            + "\r\nContent-Length: 1000\r\nContent-Type: " + FormText.CONTENT_TYPE + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(FormText.complete().file("a", "x").bytes());
            out.flush();
            await().until(() -> spooled() == 1);
            HttpResponse<String> second =
                    server.post(FILE, FormText.complete().file("a", "x").end(), "Content-Type", FormText.CONTENT_TYPE);
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            slow.close();
            await().until(() -> server.requestsInFlight() == 0);
            upload(server, "later", new byte[10]);
        }
    }

    private static void upload(RunningIngestion server, String id, byte[] content, String... headers) throws Exception {
        byte[] form = new FormText()
                .field("fileId", id)
                .field("type", "t")
                .file("a", content)
                .end();
        String[] all = Stream.concat(Stream.of("Content-Type", FormText.CONTENT_TYPE), Stream.of(headers))
                .toArray(String[]::new);
        HttpResponse<String> answer = server.post(FILE, form, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<byte[]> get(RunningIngestion server, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/files/" + id))
                .header("Authorization", RunningIngestion.KEY)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private long spooled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/ingest/spool"))) {
            return files.count();
        }
    }
}
