package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.network.OwnPort;

class ConnectionLimitsTest {

    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final Duration HEADERS = Duration.ofMillis(700);
    private static final Duration IDLE = Duration.ofMillis(1500);

    /** A timer may be this early, by its clock of milliseconds. */
    private static final Duration TIMERS_GRAIN = Duration.ofMillis(2);

    /** Where a connection that must end has not. */
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(
                folder, Map.of("pineflow.ingest.headerTimeout", "700ms", "pineflow.ingest.idleTimeout", "1500ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "POST /event HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nx: "})
    void headersThatDoNotEndInTimeEndTheConnectionHoweverTheyDribble(String start) throws Exception {
        long from = System.nanoTime();
        try (Socket socket = connect(server.port())) {
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            boolean dribble = start.endsWith(": ");
            while (isOpen(socket)) {
                writeOneByte(socket, dribble);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(HEADERS.minus(TIMERS_GRAIN), LONG);
        }
    }

    @Test
    void afterAnAnswerTheConnectionIsKeptForTheIdleTimeAndNoLonger() throws Exception {
        try (Socket socket = connect(server.port())) {
            long from = System.nanoTime();
            socket.getOutputStream().write(post("{}"));
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 200 ");
            while (isOpen(socket)) {
                writeOneByte(socket, false);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(IDLE.minus(TIMERS_GRAIN), LONG);
        }
    }

    @Test
    void aRequestWhoseHeadersAreCompleteIsNotCutOffByEitherDeadline() throws Exception {
        try (Socket socket = connect(server.port())) {
            socket.getOutputStream()
                    .write(("POST " + EVENT + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningIngestion.KEY
                                    + "\r\nContent-Length: 1000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            long until = System.nanoTime() + IDLE.plus(HEADERS).toNanos();
            int sent = 2;
            while (System.nanoTime() < until) {
                assertThat(isOpen(socket)).isTrue();
                socket.getOutputStream().write(' ');
                sent++;
            }
            socket.getOutputStream().write((" ".repeat(1000 - sent) + "}").getBytes(StandardCharsets.US_ASCII));

            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsCutOff(@TempDir Path own) throws Exception {
        Map<String, String> limits = Map.of(
                "pineflow.ingest.maxConnections", "1",
                "pineflow.ingest.headerTimeout", "700ms",
                "pineflow.ingest.idleTimeout", "1500ms");
        String batch = "[" + "{},".repeat(4999) + "{}]";
        try (RunningIngestion small = new RunningIngestion(own, limits);
                Socket silent = new Socket()) {
            silent.setReceiveBufferSize(4096);
            silent.connect(new InetSocketAddress("127.0.0.1", small.port()));
            silent.getOutputStream().write(post(EVENT.replace("/event/", "/events/"), batch));

            await().until(() -> small.service().store().count(small.type("customer.changed.0")) == 5000);
            await().untilAsserted(() -> {
                try (Socket next = connect(small.port())) {
                    next.getOutputStream().write(post(EVENT, "{}"));
                    assertThat(readAnswer(next)).startsWith("HTTP/1.1 200 ");
                }
            });
        }
    }

    @Test
    void requestsThatComeFasterThanTheyAreAnsweredDoNotStopTheServer() throws Exception {
        byte[] requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect(server.port())) {
            assertThat(answersUntilTheEnd(socket, requests)).isLessThan(1000);
        }
        assertThat(server.post(EVENT, "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void metadataOf8KiBFitsIntoTheHeaders() throws Exception {
        String metadata = "{\"a\":\"" + "x".repeat(8192 - 8) + "\"}";

        assertThat(server.post(
                                EVENT,
                                "{}",
                                "x-flowcore-metadata-json",
                                Base64.getEncoder().encodeToString(metadata.getBytes(StandardCharsets.UTF_8)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLongRequestLineIs414AndLongHeadersAre431InJson() throws Exception {
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 414 ")
                .contains("\"code\":\"URI_TOO_LONG\"", "16384 bytes");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nx: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":\"REQUEST_HEADER_FIELDS_TOO_LARGE\"", "32768 bytes");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\n" + "a: b\r\n".repeat(10_000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%2 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /?key=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"
            })
    void whatIsNoHttpOrCanBeReadInTwoWaysIs400InJsonAndTheConnectionEnds(String request) throws Exception {
        String answer = raw(request);

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*");
        assertThat(answer).contains("\"code\":\"BAD_REQUEST\"", "\"error\":\"Bad Request\"");
        assertThat(answer.split("HTTP/1\\.", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://other/path HTTP/1.1",
                "GET http://[ HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET http://other HTTP/1.1",
                "GET http:///x HTTP/1.1",
                "GET http://other?x=/y HTTP/1.1",
                "CONNECT other:443 HTTP/1.1",
                "GET // HTTP/1.1",
                "GET path HTTP/1.1",
                "GET /../..// HTTP/1.1",
                "GET ? HTTP/1.1"
            })
    void aTargetOfAnotherFormHasAnAnswerAndNoStackTrace(String line) throws Exception {
        String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.1 40[0145] .*").doesNotContain("Exception");
    }

    @Test
    void aLengthBesideChunksIsNotBelievedSoThatNoSecondRequestIsSmuggled() throws Exception {
        String chunked = "POST " + EVENT + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningIngestion.KEY
                + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

        String answers = raw(chunked + "GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 401 ");
        assertThat(answers.split("HTTP/1\\.", -1)).hasSize(3);
    }

    @Test
    void connectionsOverTheLimitAreClosedUnreadAndOthersGoOn(@TempDir Path own) throws Exception {
        // The router of a server is bound under its port, so two servers cannot both ask for a free one with 0.
        OwnPort managementPort = OwnPort.claim();
        Map<String, String> limits = Map.of(
                "pineflow.ingest.maxConnections",
                "3",
                "pineflow.ingest.maxConnectionsPerAddress",
                "2",
                "camel.management.enabled",
                "true",
                "camel.management.healthCheckEnabled",
                "true",
                "camel.management.port",
                managementPort.toString());
        List<Socket> open = new ArrayList<>();
        try (RunningIngestion small = new RunningIngestion(own, limits)) {
            open.add(connect(small.port()));
            open.add(connect(small.port()));
            assertIsClosed(connect(small.port()));
            open.add(connectFrom("127.0.0.2", small.port()));
            assertIsClosed(connectFrom("127.0.0.3", small.port()));

            open.get(0).getOutputStream().write(post("{}"));
            assertThat(readAnswer(open.get(0))).startsWith("HTTP/1.1 200 ");
            try (Socket management = connect(managementPort.number())) {
                management
                        .getOutputStream()
                        .write("GET /observe/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(management.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\"UP\"");
            }
            open.remove(1).close();
            await().untilAsserted(() -> {
                try (Socket again = connect(small.port())) {
                    again.getOutputStream().write(post("{}"));
                    assertThat(readAnswer(again)).startsWith("HTTP/1.1 200 ");
                }
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
            managementPort.close();
        }
    }

    @Test
    void aWebSocketMayBeSilentForLongerThanTheDeadlines(@TempDir Path own) throws Exception {
        OwnPort port = OwnPort.claim();
        Map<String, String> limits = Map.of(
                "pineflow.ingest.notify.port", port.toString(),
                "pineflow.ingest.headerTimeout", "300ms",
                "pineflow.ingest.idleTimeout", "300ms");
        CompletableFuture<String> ended = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                ended.complete("closed with " + code);
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                ended.complete(error.toString());
            }
        };
        try (RunningIngestion notifying = new RunningIngestion(own, limits)) {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + port + "/notifications?api_key=" + RunningIngestion.KEY),
                            listener)
                    .get(30, TimeUnit.SECONDS);

            await().during(Duration.ofSeconds(1)).until(() -> !ended.isDone());
            assertThat(notifying.post(EVENT, "{}").statusCode()).isEqualTo(200);
            socket.abort();
        } finally {
            port.close();
        }
    }

    @Test
    void noThreadIsLeftWhenTheServiceStops(@TempDir Path own) throws Exception {
        List<Thread> before = eventLoops();
        try (RunningIngestion brief = new RunningIngestion(own, Map.of())) {
            assertThat(brief.post(EVENT, "{}").statusCode()).isEqualTo(200);
            assertThat(eventLoops()).anyMatch(thread -> !before.contains(thread));
        }

        await().untilAsserted(() -> assertThat(before).containsAll(eventLoops()));
    }

    private static List<Thread> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .toList();
    }

    private static Socket connect(int port) throws IOException {
        return connectFrom("127.0.0.1", port);
    }

    private static Socket connectFrom(String address, int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(address), 0);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] post(String body) {
        return post(EVENT, body);
    }

    private static byte[] post(String path, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningIngestion.KEY
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String raw(String request) throws IOException {
        return server.raw(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** What comes first of an answer: its status at least, seldom less than all of it. */
    private static String readAnswer(Socket socket) throws IOException {
        byte[] answer = new byte[8192];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }

    private static long answersUntilTheEnd(Socket socket, byte[] requests) {
        long count = 0;
        try {
            socket.getOutputStream().write(requests);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                count += line.startsWith("HTTP/1.1 ") ? 1 : 0;
            }
        } catch (IOException reset) {
            assertThat(reset).isInstanceOf(SocketException.class);
        }
        return count;
    }

    private static void assertIsClosed(Socket socket) throws IOException {
        try (socket) {
            socket.getOutputStream().write(post("{}"));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).message().containsAnyOf("reset", "Broken pipe");
        }
    }

    /** Whether the server leaves the connection open for another 50 ms; nothing is expected to be sent by it. */
    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            return false;
        } catch (SocketTimeoutException nothingCame) {
            return true;
        } catch (SocketException reset) {
            return false;
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    private static void writeOneByte(Socket socket, boolean wanted) {
        try {
            OutputStream out = socket.getOutputStream();
            if (wanted) {
                out.write('x');
            }
        } catch (IOException closed) {
            assertThat(closed).isInstanceOf(SocketException.class);
        }
    }
}
