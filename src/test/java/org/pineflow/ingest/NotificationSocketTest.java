package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.network.OwnPort;
import org.pineflow.routes.CapturedLog;

/** The notification socket as it is shipped, asked by a WebSocket client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationSocketTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningIngestion server;
    private OwnPort port;

    @BeforeAll
    void start() throws Exception {
        port = OwnPort.claim();
        server = new RunningIngestion(
                folder, Map.of("pineflow.ingest.notify.port", port.toString(), "pineflow.ingest.notify.readers", "8"));
    }

    @AfterAll
    void stop() {
        server.close();
        port.close();
    }

    /** What a socket has received, and how it ended. */
    private static final class Frames implements WebSocket.Listener {

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private volatile int closed;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                texts.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed = code;
            return null;
        }
    }

    private WebSocket open(String query, Frames frames) throws Exception {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/notifications?" + query), frames)
                .get(30, TimeUnit.SECONDS);
    }

    private EventType type(String eventType) {
        Catalog catalog = server.service().catalog();
        return catalog.eventType(server.type(eventType)).orElseThrow();
    }

    private String subscription(String eventType) {
        EventType type = type(eventType);
        return "{\"tenant\":\"acme\",\"dataCoreId\":\"%s\",\"flowTypeId\":\"%s\",\"eventTypeId\":\"%s\"}"
                .formatted(type.flowType().dataCore().id(), type.flowType().id(), type.id());
    }

    @Test
    void aReaderIsToldOfEveryEventOfWhatItWantsAndOfNothingElse() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = open("api_key=" + RunningIngestion.KEY + "&api_key_id=shop1", frames);
        socket.sendText(subscription("customer.changed.0"), true).get(30, TimeUnit.SECONDS);
        await().until(() -> {
            server.post("/event/acme/retail/customer.0/customer.changed.0", "{\"first\":true}");
            return !frames.texts.isEmpty();
        });
        int before = frames.texts.size();

        server.post("/event/acme/retail/customer.0/customer.moved.0", "{}");
        JsonNode ids = JSON.readTree(server.post(
                                "/events/" + RunningIngestion.PATH,
                                "[{\"a\":1,\"at\":\"2024-01-15T11:00:00.000Z\"},{\"a\":2,\"at\":\"2024-01-15T12:00:00.000Z\"}]",
                                "x-flowcore-valid-time-key",
                                "at")
                        .body())
                .path("eventIds");

        await().until(() -> frames.texts.size() >= before + 2);
        JsonNode message = JSON.readTree(
                JSON.readTree(frames.texts.get(before + 1)).path("message").asText());
        JsonNode data = message.path("data");
        assertThat(frames.texts).hasSize(before + 2);
        assertThat(message.path("pattern").asText()).startsWith("stored.event.notify");
        assertThat(data.path("eventId")).isEqualTo(ids.get(1));
        assertThat(data.path("tenantId").asText()).isEqualTo("acme");
        assertThat(data.path("dataCore").asText()).isEqualTo(RunningIngestion.DATA_CORE_ID);
        assertThat(data.path("aggregator").asText()).isEqualTo("customer.0");
        assertThat(data.path("eventType").asText()).isEqualTo("customer.changed.0");
        assertThat(data.path("validTime").asText()).isEqualTo("2024-01-15T12:00:00.000Z");
        socket.abort();
    }

    @Test
    void aReaderWithoutAGoodKeyGets401AndNoWebSocket() {
        for (String query : List.of(
                "",
                "api_key=wrong",
                "api_key_id=other1&api_key=" + RunningIngestion.KEY,
                "token=" + RunningIngestion.KEY + "&token=" + RunningIngestion.KEY,
                "CamelVertxWebsocket.event=CLOSE")) {
            HttpResponse<?> answer = refused(query);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
        }
    }

    @Test
    void aReaderTooManyGets503AndNoWebSocket() throws Exception {
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sockets.add(open("token=" + RunningIngestion.KEY, new Frames()));
        }
        await().until(() -> notifications() == 8);

        HttpResponse<?> answer = refused("token=" + RunningIngestion.KEY);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();

        sockets.forEach(WebSocket::abort);
        await().until(() -> notifications() == 0);
    }

    private HttpResponse<?> refused(String query) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> open(query, new Frames()));
        assertThat(failed).hasCauseInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) failed.getCause()).getResponse();
    }

    @Test
    void aReaderThatGoesAwayOrBreaksTheProtocolIsNoWarning() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            String key = "?api_key=" + RunningIngestion.KEY;
            try (Socket abrupt = handshake(key, 13)) {
                readHead(abrupt.getInputStream());
                await().until(() -> notifications() == 1);
                abrupt.setSoLinger(true, 0);
            }
            await().until(() -> notifications() == 0);
            try (Socket breaking = handshake(key, 13)) {
                readHead(breaking.getInputStream());
                await().until(() -> notifications() == 1);
                breaking.getOutputStream().write(new byte[100]);
                breaking.getInputStream().readAllBytes();
            }
            await().until(() -> notifications() == 0);
            try (Socket old = handshake(key, 99)) {
                assertThat(readHead(old.getInputStream())).startsWith("HTTP/1.1 4");
            }
            try (Socket keyless = handshake("", 13)) {
                assertThat(new String(keyless.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 401")
                        .contains("\"code\":\"UNAUTHORIZED\"");
            }
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void aSubscriptionToWhatIsAnotherTenantsIsRefusedLikeOneToWhatIsNotThere() throws Exception {
        for (String request : List.of(
                "not json",
                "[]",
                "{\"tenant\":\"acme\",\"dataCoreId\":\"x\"}",
                "{\"tenant\":\"acme\",\"dataCoreId\":\"00000000-0000-4000-8000-000000000009\"}",
                "{\"tenant\":\"other\",\"dataCoreId\":\"00000000-0000-4000-8000-000000000001\"}",
                "{\"tenant\":\"acme\",\"dataCoreId\":\"00000000-0000-4000-8000-000000000001\"}")) {
            Frames frames = new Frames();
            WebSocket socket = open("token=" + RunningIngestion.KEY, frames);
            socket.sendText(request, true).get(30, TimeUnit.SECONDS);
            await().until(() -> !frames.texts.isEmpty());
            JsonNode answer = JSON.readTree(frames.texts.get(0));
            assertThat(answer.path("type").asText()).isEqualTo("validation");
            socket.abort();
        }
        await().until(() -> notifications() == 0);
    }

    @Test
    void aReaderThatDoesNotReadIsDroppedAndNobodyWaitsForIt() throws Exception {
        try (Socket deaf = handshake("?api_key=" + RunningIngestion.KEY, 13)) {
            deaf.setReceiveBufferSize(4096);
            readHead(deaf.getInputStream());
            deaf.getOutputStream().write(masked(subscription("customer.moved.0")));
            await().until(() -> notifications() == 1);
            String batch = "[" + "{\"x\":1},".repeat(4999) + "{\"x\":1}]";

            await().atMost(30, TimeUnit.SECONDS).until(() -> {
                assertThat(server.post("/events/acme/retail/customer.0/customer.moved.0", batch)
                                .statusCode())
                        .isEqualTo(200);
                return notifications() == 0;
            });
        }
    }

    @Test
    void aReaderWhoseKeyIsRevokedIsToldNothingMoreAndSentAway() throws Exception {
        Path catalog = folder.resolve("catalog.yaml");
        String before = Files.readString(catalog);
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest("ending".getBytes(StandardCharsets.UTF_8)));
        Files.writeString(
                catalog, before.replace("keys: [{id: shop1", "keys: [{id: ending, sha256: " + hash + "}, {id: shop1"));
        await().until(() -> server.service().catalog().keyCount() == 3);
        Frames frames = new Frames();
        WebSocket socket = open("api_key=ending", frames);
        socket.sendText(subscription("customer.changed.0"), true).get(30, TimeUnit.SECONDS);
        await().until(() -> {
            server.post("/event/" + RunningIngestion.PATH, "{}");
            return !frames.texts.isEmpty();
        });

        Files.writeString(catalog, before);
        await().until(() -> server.service().catalog().keyCount() == 2);
        int told = frames.texts.size();
        server.post("/event/" + RunningIngestion.PATH, "{\"after\":true}");

        await().until(() -> frames.closed == 1008);
        assertThat(frames.texts).hasSize(told);
    }

    @Test
    void manyReadersAreToldOfEveryEventOfALargeBatchInOrder() throws Exception {
        List<Frames> readers = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            readers.add(new Frames());
            sockets.add(open("token=" + RunningIngestion.KEY, readers.get(i)));
            sockets.get(i).sendText(subscription("customer.moved.0"), true).get(30, TimeUnit.SECONDS);
        }
        await().until(() -> {
            server.post("/event/acme/retail/customer.0/customer.moved.0", "{}");
            return readers.stream().noneMatch(frames -> frames.texts.isEmpty());
        });

        JsonNode ids = JSON.readTree(
                        server.post("/events/acme/retail/customer.0/customer.moved.0", "[" + "{},".repeat(4999) + "{}]")
                                .body())
                .path("eventIds");

        for (Frames frames : readers) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> frames.texts
                    .get(frames.texts.size() - 1)
                    .contains(ids.get(4999).asText()));
            List<String> last = frames.texts.subList(frames.texts.size() - 5000, frames.texts.size());
            for (int i = 0; i < 5000; i++) {
                assertThat(last.get(i)).contains(ids.get(i).asText());
            }
        }
        sockets.forEach(WebSocket::abort);
        await().until(() -> notifications() == 0);
    }

    @Test
    void aReaderThatForgesWhatTheComponentTellsIsSentAway() throws Exception {
        for (String parameter :
                List.of("event=CLOSE", "connectionKey=x", "event=CLOSE&camelvertxwebsocket.event=OPEN")) {
            Frames frames = new Frames();
            open("token=" + RunningIngestion.KEY + "&CamelVertxWebsocket." + parameter, frames);
            await().until(() -> frames.closed == 1008);
        }
    }

    @Test
    void otherHeadersAndParametersReachNoStep() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = client.newWebSocketBuilder()
                .header("CamelVertxWebsocket.sendToAll", "true")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/notifications?token=" + RunningIngestion.KEY
                                + "&CamelVertxWebsocket.sendToAll=true&CamelHttpUri=http://127.0.0.1:1"),
                        frames)
                .get(30, TimeUnit.SECONDS);
        socket.sendText("{}", true).get(30, TimeUnit.SECONDS);
        await().until(() -> !frames.texts.isEmpty());

        assertThat(frames.texts).hasSize(1);
        socket.abort();
    }

    @Test
    void theNotificationPortServesNothingElse() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port.number())) {
            socket.getOutputStream()
                    .write("GET /api/v1/data-cores HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 404");
        }
    }

    /** Frames count only after the answer to the handshake. */
    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    /** A connection that has asked for a WebSocket. */
    private Socket handshake(String query, int version) throws IOException {
        Socket socket = new Socket("127.0.0.1", port.number());
        socket.getOutputStream()
                .write(("GET /notifications" + query + " HTTP/1.1\r\nHost: h\r\n"
                                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: " + version
                                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private int notifications() {
        return server.service().readers();
    }

    /** A masked text frame of less than 64 KiB, as clients send it. */
    private static byte[] masked(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var frame = new java.io.ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | 126);
        frame.write(bytes.length >> 8);
        frame.write(bytes.length & 0xff);
        frame.write(new byte[4]);
        frame.write(bytes);
        return frame.toByteArray();
    }
}
