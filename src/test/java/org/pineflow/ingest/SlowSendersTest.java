package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dawdles keeps nobody else waiting. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowSendersTest {

    private static final String THEIRS = "/events/other/theirs/secret.0/secret.0";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private final List<Socket> slow = new ArrayList<>();
    private RunningIngestion server;

    @BeforeAll
    void start() throws Exception {
        server = new RunningIngestion(folder, Map.of("pineflow.ingest.bodyTimeout", "60s"));
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
        slow.clear();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Begins a request of the other tenant and does not go on. */
    private void dawdle(String path, int length, byte[] begin) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        slow.add(socket);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + RunningIngestion.OTHER_TENANTS_KEY
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(begin);
        socket.getOutputStream().flush();
    }

    private void everybodyElseIsServed() throws Exception {
        HttpRequest write = server.request("/events/" + RunningIngestion.PATH)
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString("[{}]"))
                .build();
        HttpRequest read = server.request("/api/v1/data-cores").timeout(SOON).build();
        for (int i = 0; i < 3; i++) {
            assertThat(server.send(write).statusCode()).isEqualTo(200);
            assertThat(server.send(read).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHundredSlowWritersOfSmallBatchesHoldNobodyUp() throws Exception {
        for (int i = 0; i < 100; i++) {
            dawdle(THEIRS, 1000, "[{".getBytes(StandardCharsets.US_ASCII));
        }

        everybodyElseIsServed();
    }

    @Test
    void aHundredSlowReadersHoldNobodyUp() throws Exception {
        for (int i = 0; i < 100; i++) {
            dawdle("/api/v1/events", 1000, "{".getBytes(StandardCharsets.US_ASCII));
        }

        everybodyElseIsServed();
    }

    @Test
    void slowWritersOfLargeBatchesHoldNobodyUpWhoSendsSmallOnes() throws Exception {
        for (int i = 0; i < 40; i++) {
            dawdle(THEIRS, 2_000_000, "[{".getBytes(StandardCharsets.US_ASCII));
        }

        everybodyElseIsServed();
    }

    @Test
    void sendersThatLeaveWhileTheyWaitForTheirTurnHoldNobodyUp() throws Exception {
        for (int i = 0; i < 5; i++) {
            dawdle(THEIRS, 2_000_000, "[{".getBytes(StandardCharsets.US_ASCII));
        }
        hangUp();
        HttpRequest large = server.request("/events/" + RunningIngestion.PATH)
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "[" + ("{\"pad\":\"" + "x".repeat(6000) + "\"},").repeat(300) + "{}]"))
                .build();

        await().atMost(SOON).until(() -> server.send(large).statusCode() == 200);
    }

    @Test
    void whoHasTakenItsShareOfTheRoomIsRefusedAndOthersAreNot() throws Exception {
        byte[] most = ("[\"" + "x".repeat(900_000)).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20; i++) {
            dawdle(THEIRS, 1_000_000, most);
        }
        HttpRequest oneMore = server.request(THEIRS)
                .setHeader("Authorization", RunningIngestion.OTHER_TENANTS_KEY)
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(most))
                .build();

        await().until(() -> server.send(oneMore).statusCode() == 503);
        assertThat(server.send(oneMore).headers().firstValue("Retry-After")).isPresent();
        everybodyElseIsServed();
    }
}
