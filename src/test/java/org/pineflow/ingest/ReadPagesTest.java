package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.routes.CapturedLog;

/** What readers of large pages can take of the service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadPagesTest {

    /** More than the system keeps between server and client. */
    private static final int PAGE_BYTES = 12 << 20;

    /** So many of these pages may be on their way. */
    private static final int MOST = 4;

    @TempDir
    static Path folder;

    private RunningIngestion server;
    private String page;

    @BeforeAll
    void start() throws Exception {
        server = new RunningIngestion(
                folder, Map.of("pineflow.ingest.pageBytes", "100000000", "pineflow.ingest.maxEventBytes", "2000000"));
        String event = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
        for (int i = 0; i < PAGE_BYTES >> 20; i++) {
            assertThat(server.post(
                                    "/event/" + RunningIngestion.PATH,
                                    event,
                                    "x-flowcore-event-time",
                                    "2024-01-15T10:00:00.000Z")
                            .statusCode())
                    .isEqualTo(200);
        }
        page = "/api/v1/events?timeBucket=20240115100000&eventTypeId="
                + server.service()
                        .catalog()
                        .eventType(server.type("customer.changed.0"))
                        .orElseThrow()
                        .id();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return server.send(server.request(path).GET().build());
    }

    private Socket deafReader() throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        socket.getOutputStream()
                .write(("GET " + page + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + RunningIngestion.KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    @Test
    void pagesThatNobodyTakesAreFewAndWritersAndOtherReadersDoNotFeelThem() throws Exception {
        List<Socket> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                deaf.add(deafReader());
            }
            List<CompletableFuture<HttpResponse<String>>> refused = new ArrayList<>();
            for (int i = 0; i < 4 * MOST; i++) {
                refused.add(server.sendAsync(server.request(page).GET().build()));
            }

            assertThat(server.post("/event/" + RunningIngestion.PATH, "{}").statusCode())
                    .isEqualTo(200);
            assertThat(get("/api/v1/data-cores").statusCode()).isEqualTo(200);
            for (CompletableFuture<HttpResponse<String>> answer : refused) {
                HttpResponse<String> given = answer.get(20, TimeUnit.SECONDS);
                assertThat(given.statusCode()).isEqualTo(503);
                assertThat(given.headers().firstValue("Retry-After")).isPresent();
            }
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
        await().until(() -> get(page).statusCode() == 200);
    }

    @Test
    void manyReadersOfSmallPagesAtOnceAreAllServed() {
        String small = page.replace("20240115100000", "20240115110000");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(server.sendAsync(server.request(small).GET().build()));
        }

        assertThat(answers).allSatisfy(answer -> assertThat(
                        answer.get(20, TimeUnit.SECONDS).statusCode())
                .isEqualTo(200));
    }

    @Test
    void aReadingRequestThatIsRefusedFailsNothing() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 200; i++) {
                assertThat(get("/api/v1/events?eventTypeId=x").statusCode()).isEqualTo(422);
                assertThat(get("/api/v1/nothing").statusCode()).isEqualTo(404);
            }

            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void aReadingRequestWithABodyThatNobodyWantsIsAnswered() throws Exception {
        String answer = server.raw(
                ("GET /api/v1/data-cores HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\nAuthorization: "
                                + RunningIngestion.KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII),
                new byte[100_000],
                ("GET /api/v1/flow-types HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: "
                                + RunningIngestion.KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));

        assertThat(answer).startsWith("HTTP/1.1 200").contains("HTTP/1.1 422");
    }
}
