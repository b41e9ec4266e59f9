package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookBodyTest {

    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;
    private static final String MOVED = "/events/acme/retail/customer.0/customer.moved.0";

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(folder, Map.of("pineflow.ingest.bodyTimeout", "3s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void gzipAndDeflateAreInflated() throws Exception {
        byte[] json = "[{\"id\":\"é\"}]".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream twoMembers = new ByteArrayOutputStream();
        twoMembers.write(gzip(Arrays.copyOf(json, 5)));
        twoMembers.write(gzip(Arrays.copyOfRange(json, 5, json.length)));

        assertThat(server.post(MOVED, gzip(json), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(server.post(MOVED, gzip(json), "Content-Encoding", "X-GZIP").statusCode())
                .isEqualTo(200);
        assertThat(server.post(MOVED, twoMembers.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(MOVED, deflate(json, false), "Content-Encoding", "deflate")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(MOVED, deflate(json, true), "Content-Encoding", "deflate")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(MOVED, json, "Content-Encoding", "identity").statusCode())
                .isEqualTo(200);
        assertThat(server.payloads("customer.moved.0"))
                .filteredOn(payload -> payload.startsWith("{\"id\""))
                .hasSize(6)
                .containsOnly("{\"id\":\"é\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "snappy", "gzip, gzip", "gzip,deflate", "nonsense"})
    void anUnknownEncodingIs415AndSaysWhatIsKnown(String encoding) throws Exception {
        HttpResponse<String> answer = server.post(EVENT, "{}", "Content-Encoding", encoding);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("accept-encoding")).hasValue("gzip, deflate");
    }

    @Test
    void aBombIsStoppedAtTheLimitWhileItInflates() throws Exception {
        byte[] bomb = gzip(zeros(1 << 28));

        HttpResponse<String> answer = server.post(EVENTS, bomb, "Content-Encoding", "gzip");

        assertThat(bomb.length).isLessThan(2 << 20);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(server.post(EVENTS, deflate(zeros(1 << 26), false), "Content-Encoding", "deflate")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void gzipThatIsCutOffOrDamagedOrHasATailIsRefused() throws Exception {
        byte[] good = gzip("[{},{},{\"some\":\"text\"}]".getBytes(StandardCharsets.UTF_8));

        for (int length = 1; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length), "gzip");
        }
        byte[] wrongChecksum = good.clone();
        wrongChecksum[good.length - 6] ^= 1;
        assertRefused(wrongChecksum, "gzip");
        byte[] tail = Arrays.copyOf(good, good.length + 3);
        assertRefused(tail, "gzip");
        assertRefused("[{}]".getBytes(StandardCharsets.UTF_8), "gzip");
    }

    @Test
    void deflateThatIsCutOffOrHasATailIsRefused() throws Exception {
        byte[] good = deflate("[{},{},{\"some\":\"text\"}]".getBytes(StandardCharsets.UTF_8), false);

        assertRefused(Arrays.copyOf(good, good.length - 1), "deflate");
        assertRefused(Arrays.copyOf(good, good.length + 1), "deflate");
        assertRefused("[{}]".getBytes(StandardCharsets.UTF_8), "deflate");
    }

    @Test
    void invalidUtf8IsRefusedWhereverItIs() throws Exception {
        byte[] latin1 = "[{\"a\":\"\u00e9\"}]".getBytes(StandardCharsets.ISO_8859_1);
        byte[] overlong = {'[', '{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}', ']'};
        byte[] surrogate = {'[', '{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}', ']'};

        assertRefused(latin1, "identity");
        assertRefused(overlong, "identity");
        assertRefused(surrogate, "identity");
        assertRefused("[{}]".getBytes(StandardCharsets.UTF_16LE), "identity");
        assertRefused("[{}]".getBytes(StandardCharsets.UTF_16BE), "identity");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheEvent() throws Exception {
        assertThat(server.post(EVENT, "\ufeff{\"bom\":1}").statusCode()).isEqualTo(200);
        assertThat(server.payloads("customer.changed.0")).endsWith("{\"bom\":1}");
    }

    @Test
    void jsonThatIsTooDeepIsRefused() throws Exception {
        assertRefused(
                ("[{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}]").getBytes(StandardCharsets.UTF_8),
                "identity");
    }

    @Test
    void aChunkedBodyWithoutLengthIsTaken() throws Exception {
        byte[] json = ("[{\"pad\":\"" + "x".repeat(50_000) + "\"}]").getBytes(StandardCharsets.UTF_8);
        HttpRequest request = server.request(EVENTS)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json)))
                .build();

        assertThat(server.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void aChunkedBodyIsCountedWhileItIsRead() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head("POST " + EVENTS, "Content-Encoding: gzip", "Transfer-Encoding: chunked"));
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 9; i++) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();

            assertThat(read(socket)).startsWith("HTTP/1.1 413 ").contains("\"code\":\"CONTENT_TOO_LARGE\"");
        }
    }

    @Test
    void aBodyThatIsTooLongByItsHeaderIsRefusedUnread() throws Exception {
        String answer = server.raw(head("POST " + EVENTS, "Content-Length: 5000000000"));

        assertThat(answer).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
    }

    @Test
    void theKeyIsCheckedBeforeTheBodyIsRead() throws Exception {
        String head =
                "POST " + EVENTS + " HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 2000000\r\n\r\n";

        assertThat(server.raw(head.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aConnectionIsUsedAgainAfterARefusal() throws Exception {
        String refused =
                "POST " + EVENT + " HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
        byte[] good = head("POST " + EVENT, "Content-Length: 2", "Connection: close");

        String answers =
                server.raw(refused.getBytes(StandardCharsets.US_ASCII), good, "{}".getBytes(StandardCharsets.US_ASCII));

        assertThat(answers).startsWith("HTTP/1.1 401 ").contains("HTTP/1.1 200 ");
    }

    @Test
    void aSenderThatWaitsToBeAskedForTheBodyIsAsked() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(head("POST " + EVENT, "Content-Length: 2", "Expect: 100-continue", "Connection: close"));
            byte[] proceed = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(proceed, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 ");

            socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));

            assertThat(read(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBodyThatDoesNotArriveIs408() throws Exception {
        String answer =
                server.raw(head("POST " + EVENT, "Content-Length: 100"), "{".getBytes(StandardCharsets.US_ASCII));

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("REQUEST_TIMEOUT");
    }

    @Test
    void aBodyThatBreaksOffIsNotStored() throws Exception {
        long before = server.service().store().count(server.type("customer.changed.0"));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head("POST " + EVENTS, "Content-Length: 100"));
            socket.getOutputStream().write("[{\"a\":1}]".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            assertThat(read(socket)).doesNotContain("200");
        }

        assertThat(server.service().store().count(server.type("customer.changed.0")))
                .isEqualTo(before);
    }

    @Test
    void largeBodiesTakeTurnsAndAllAreAnswered() throws Exception {
        byte[] large = gzip(("[" + ("{\"pad\":\"" + "x".repeat(6000) + "\"},").repeat(400) + "{}]")
                .getBytes(StandardCharsets.UTF_8));
        HttpRequest request = server.request("/events/acme/retail/customer.0/customer.moved.0")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                .build();

        List<CompletableFuture<HttpResponse<String>>> answers =
                Stream.generate(() -> server.sendAsync(request)).limit(4).toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
    }

    private static void assertRefused(byte[] body, String encoding) throws Exception {
        long before = server.service().store().count(server.type("customer.changed.0"));

        HttpResponse<String> answer = server.post(EVENTS, body, "Content-Encoding", encoding);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(server.service().store().count(server.type("customer.changed.0")))
                .isEqualTo(before);
    }

    private static byte[] head(String start, String... headers) {
        return (start + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningIngestion.KEY
                        + "\r\nContent-Type: application/json\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static Content zeros(int count) {
        return out -> {
            byte[] block = new byte[1 << 16];
            for (int written = 0; written < count; written += block.length) {
                out.write(block);
            }
        };
    }

    private static byte[] gzip(byte[] content) throws IOException {
        return gzip(out -> out.write(content));
    }

    private static byte[] gzip(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            content.writeTo(out);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] content, boolean bare) throws IOException {
        return deflate(out -> out.write(content), bare);
    }

    private static byte[] deflate(Content content, boolean bare) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
        try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            content.writeTo(out);
        }
        deflater.end();
        return bytes.toByteArray();
    }
}
