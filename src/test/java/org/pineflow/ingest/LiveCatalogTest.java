package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.routes.CapturedLog;

/** The catalog of a running service is changed under it. */
class LiveCatalogTest {

    private static final String CHANGED = "/event/" + RunningIngestion.PATH;
    private static final String MOVED = "/event/acme/retail/customer.0/customer.moved.0";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static RunningIngestion ingestion;
    private static String first;

    @BeforeAll
    static void start() throws Exception {
        ingestion = new RunningIngestion(folder, Map.of());
        first = Files.readString(file());
    }

    @AfterAll
    static void stop() {
        ingestion.close();
    }

    private static Path file() {
        return folder.resolve("catalog.yaml");
    }

    /** The catalog with a second key, which has these limits. */
    private static void writeWithKey(String secret, String limits) throws Exception {
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(
                file(), first.replaceFirst("keys: \\[", "keys: [{id: second, sha256: " + hash + limits + "}, "));
    }

    private static int answer(String path, String key) throws Exception {
        return ingestion.post(path, "{}", "Authorization", key).statusCode();
    }

    private static void awaitAnswer(int status, String path, String key) {
        await().atMost(PATIENCE).until(() -> answer(path, key), answer -> answer == status);
    }

    @Test
    void aNewKeyWorksAndARevokedOneDoesNotWithoutARestart() throws Exception {
        assertThat(answer(CHANGED, "new-key")).isEqualTo(401);

        writeWithKey("new-key", "");
        awaitAnswer(200, CHANGED, "new-key");
        assertThat(answer(CHANGED, RunningIngestion.KEY)).isEqualTo(200);

        Files.writeString(file(), first);
        awaitAnswer(401, CHANGED, "new-key");
    }

    @Test
    void aRequestThatWasLetInIsTakenThoughItsKeyIsRevokedWhileItsBodyArrives() throws Exception {
        writeWithKey("new-key", "");
        awaitAnswer(200, CHANGED, "new-key");

        try (Socket socket = new Socket("127.0.0.1", ingestion.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + CHANGED + " HTTP/1.1\r\nHost: h\r\nAuthorization: new-key\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            Files.writeString(file(), first);
            awaitAnswer(401, CHANGED, "new-key");

            out.write("{\"late\":1}".getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).isEmpty();
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void whatALimitedKeyIsNotForIsAnsweredLikeWhatThereIsNot() throws Exception {
        writeWithKey("limited-key", ", eventTypes: [customer.0/customer.moved.0]");
        awaitAnswer(200, MOVED, "limited-key");

        String refused =
                ingestion.post(CHANGED, "{}", "Authorization", "limited-key").body();
        String missing = ingestion
                .post("/event/acme/retail/customer.0/customer.gone.0", "{}", "Authorization", "limited-key")
                .body();
        assertThat(answer(CHANGED, "limited-key")).isEqualTo(404);
        assertThat(refused).isEqualTo(missing);
    }

    @Test
    void aKeyThatTakesAnothersPlaceGetsTheAnswersOfItsIdempotencyKeys() throws Exception {
        writeWithKey("next-key", ", owner: shop1");
        awaitAnswer(200, CHANGED, "next-key");

        String first = ingestion.post(MOVED, "{}", "Idempotency-Key", "batch-1").body();
        String again = ingestion
                .post(MOVED, "{}", "Idempotency-Key", "batch-1", "Authorization", "next-key")
                .body();

        assertThat(again).contains("\"eventId\"").isEqualTo(first);
    }

    @Test
    void aKeyForReadingWritesNothing() throws Exception {
        writeWithKey("reading-key", ", may: [read]");
        awaitAnswer(404, CHANGED, "reading-key");
    }

    @Test
    void aKeyThatHasExpiredIsNoKey() throws Exception {
        writeWithKey("ending-key", "");
        awaitAnswer(200, CHANGED, "ending-key");
        writeWithKey("ending-key", ", expires: 2026-01-01T00:00:00Z");
        awaitAnswer(401, CHANGED, "ending-key");
    }

    @Test
    void aMistakeStopsNobodyAndIsLoggedWithItsLine() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            Files.writeString(file(), "tenants:\n  - nam: acme\n");
            await().atMost(PATIENCE).until(() -> log.messages().toString().contains("line 2: 'nam' is not known"));

            assertThat(answer(CHANGED, RunningIngestion.KEY)).isEqualTo(200);
        }
    }
}
