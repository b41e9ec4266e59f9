package org.pineflow.flowcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.flowcore.client.FakeTime;

class FlowcoreFileProducerTest {

    private static final String TO = "flowcore:file:document.0/document.uploaded.0";
    private static final byte[] PICTURE = bytes(70_000);

    @TempDir
    private Path folder;

    private final ScriptedSink sink =
            new ScriptedSink().otherwise(request -> SentFile.of(request).accepted());
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        FlowcoreComponent component =
                new FlowcoreComponent(FakeTime.passing(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Random(1));
        FlowcoreConfiguration options = component.getConfiguration();
        options.setBaseUrl(sink.url());
        options.setTenant("acme");
        options.setDataCore("core");
        options.setApiKey("k3y");
        options.setCompressor("jdk");
        context.addComponent("flowcore", component);
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.stop();
        sink.close();
    }

    @Test
    void aFileTravelsWithItsFieldsBeforeIt() throws Exception {
        Path picture = Files.write(folder.resolve("a picture.png"), PICTURE);
        Exchange exchange = send(
                TO + "?ephemeral=true&additionalProperties=RAW({\"n\":1.0})",
                picture.toFile(),
                Map.of(
                        FlowcoreConstants.FILE_ID, "file-1",
                        FlowcoreConstants.EVENT_TIME, "2026-01-31T12:00:00Z",
                        FlowcoreConstants.VALID_TIME, "2026-01-31T13:00:00Z"));

        assertThat(exchange.getException()).isNull();
        ScriptedSink.Received request = sink.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /file/acme/core/document.0/document.uploaded.0 HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("authorization", "k3y")
                .containsEntry("x-flowcore-event-time", "2026-01-31T12:00:00.000Z")
                .containsEntry("x-flowcore-valid-time", "2026-01-31T13:00:00.000Z")
                .containsEntry("content-length", Integer.toString(request.raw().length))
                .containsKeys("x-flowcore-metadata-json", "idempotency-key")
                .doesNotContainKeys("content-encoding", "expect");
        SentFile sent = SentFile.of(request);
        assertThat(sent.fields().entrySet())
                .extracting(Object::toString)
                .containsExactly("additionalProperties={\"n\":1.0}", "fileId=file-1", "type=image/png");
        assertThat(sent.head()).contains("filename=\"a picture.png\"").contains("Content-Type: image/png");
        assertThat(sent.content()).isEqualTo(PICTURE);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FlowcoreConstants.EVENT_IDS, List.of("id-1"))
                .containsEntry(FlowcoreConstants.FILE_ID, "file-1")
                .containsEntry(FlowcoreConstants.FILE_CHECKSUM, SentFile.sha256(PICTURE));
    }

    static Stream<Object> bodies() throws IOException {
        String text = "Zeit\u00e4";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                text, bytes, new ByteArrayInputStream(bytes), new InputStreamCache(bytes), new StringReader(text));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyBodyThatHasBytesIsAFile(Object body) {
        assertThat(send(TO, body, Map.of()).getException()).isNull();
        SentFile sent = sent(0);
        assertThat(new String(sent.content(), StandardCharsets.UTF_8)).isEqualTo("Zeit\u00e4");
        assertThat(sent.head()).contains("filename=\"file\"");
        assertThat(sent.fields())
                .containsEntry("type", "application/octet-stream")
                .containsEntry("additionalProperties", "{}");
        assertThat(sent.fields().get("fileId")).isNotEmpty();
    }

    @Test
    void aBodyWithoutBytesIsNoFile() {
        assertThat(send(TO, new Object(), Map.of()).getException()).isInstanceOf(InvalidPayloadException.class);
        assertThat(sink.requests()).isEmpty();
    }

    @Test
    void anEmptyFileIsSent() {
        assertThat(send(TO, new byte[0], Map.of()).getException()).isNull();
        assertThat(sent(0).content()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd,          passwd",
        "C:\\temp\\a.txt,           a.txt",
        "M\u0101ori.pdf,            M\u0101ori.pdf",
        "'a\"; name=\"data\".txt', a%22; name=%22data%22.txt",
        "folder/,                   file",
    })
    void aNameCannotBreakOutOfItsPart(String name, String expected) {
        send(TO, "x", Map.of(Exchange.FILE_NAME, name));
        assertThat(sent(0).head()).contains("filename=\"" + expected + "\"\r\n");
    }

    @Test
    void aNameWithLineBreaksCannotAddHeaders() {
        send(TO, "x", Map.of(Exchange.FILE_NAME, "a\r\nContent-Type: text\r\n\r\nb\u0000"));
        assertThat(sent(0).head()).contains("filename=\"a%0D%0AContent-Type: text%0D%0A%0D%0Ab%00\"");
        assertThat(new String(sent(0).content(), StandardCharsets.UTF_8)).isEqualTo("x");
    }

    @Test
    void theTypeOfAFileIsWhatIsSaidOfItOrWhatItsNameSuggests() {
        send(TO, "x", Map.of(Exchange.FILE_NAME, "a.html"));
        send(TO, "x", Map.of(Exchange.FILE_NAME, "a.html", Exchange.CONTENT_TYPE, "text/plain; charset=utf-8"));
        send(TO, "x", Map.of(Exchange.CONTENT_TYPE, "text/plain", Exchange.FILE_CONTENT_TYPE, "a/b"));
        send(TO + "?fileType=c/d", "x", Map.of(Exchange.FILE_CONTENT_TYPE, "a/b"));
        send(TO + "?fileType=c/d", "x", Map.of(FlowcoreConstants.FILE_TYPE, "e/f\r\nX: y"));
        assertThat(sink.requests())
                .extracting(request -> SentFile.of(request).fields().get("type"))
                .containsExactly("text/html", "text/plain; charset=utf-8", "a/b", "c/d", "e/f\r\nX: y");
        assertThat(sent(4).head()).endsWith("Content-Type: application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRedeliveryRepeatsTheRequestByteForByte(boolean cached) throws Exception {
        sink.then(status(503, ""), ScriptedSink.cut(), status(429, "", "Retry-After: 1"));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(FlowcoreUnavailableException.class)
                        .maximumRedeliveries(9)
                        .redeliveryDelay(0);
                from("direct:in").streamCache(Boolean.toString(cached)).to(TO);
            }
        });
        Exchange exchange = send("direct:in", new OnceStream(PICTURE), Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(sink.requests()).hasSize(4).allSatisfy(request -> {
            assertThat(request.raw()).isEqualTo(sink.requests().get(0).raw());
            assertThat(request.headers()).isEqualTo(sink.requests().get(0).headers());
        });
        assertThat(sent(3).content()).isEqualTo(PICTURE);
    }

    @Test
    void aStreamLeavesNoTemporaryFileBehind() throws Exception {
        Set<Path> before = spools();
        send(TO, new ByteArrayInputStream(PICTURE), Map.of());
        sink.then(status(503, ""));
        send(TO, new ByteArrayInputStream(PICTURE), Map.of());
        // Other tests beside this one may have some for a moment.
        await().until(() -> before.containsAll(spools()));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a file keeps its name while it is open")
    void aProcessThatIsKilledWhileItSendsAStreamLeavesNoTemporaryFileBehind() throws Exception {
        Set<Path> before = spools();
        sink.otherwise(request -> {
            await().until(() -> before.containsAll(spools()));
            return SentFile.of(request).accepted();
        });
        assertThat(send(TO, new ByteArrayInputStream(PICTURE), Map.of()).getException())
                .isNull();
        assertThat(sent(0).content()).isEqualTo(PICTURE);
    }

    @Test
    void aFileHasTheSameKeyAfterARestartUntilSomebodyTouchesIt() throws Exception {
        Path file = Files.write(folder.resolve("a"), PICTURE);
        send(TO, file, Map.of());
        send(TO, file.toFile(), Map.of());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        send(TO, file, Map.of());
        send(TO, PICTURE, Map.of());
        send(TO, PICTURE, Map.of());
        assertThat(sink.requests().get(1).headers().get("idempotency-key"))
                .isEqualTo(sink.requests().get(0).headers().get("idempotency-key"));
        assertThat(sink.requests())
                .extracting(request -> request.headers().get("idempotency-key"))
                .satisfies(keys -> assertThat(keys.stream().distinct()).hasSize(4));
        assertThat(sent(1).fields().get("fileId")).isEqualTo(sent(0).fields().get("fileId"));
        assertThat(sent(2).fields().get("fileId")).isNotEqualTo(sent(0).fields().get("fileId"));
    }

    @Test
    void anotherChecksumThanThatOfTheFileIsNoReceipt() {
        sink.then(
                status(200, "{\"checksum\":\"" + "0".repeat(64) + "\",\"hashType\":\"SHA256\",\"eventIds\":[\"i\"]}"));
        Exchange exchange = send(TO, PICTURE, Map.of());
        assertThat(exchange.getException())
                .isInstanceOf(FlowcoreDeniedException.class)
                .hasMessageContaining("is not that of the file");
    }

    @Test
    void aChecksumMayBeHexInAnyCaseOrBase64OrOfAnotherHash() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        String form = "{\"checksum\":\"%s\",\"hashType\":\"%s\",\"eventIds\":[\"i\"]}";
        sink.then(
                status(200, form.formatted(abc.toUpperCase(Locale.ROOT), "sha-256")),
                status(200, form.formatted("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "SHA256")),
                status(201, form.formatted("900150983cd24fb0d6963f7d28e17f72", "MD5")));
        for (int i = 0; i < 3; i++) {
            assertThat(send(TO, "abc", Map.of()).getException()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<html>",
                "{\"eventIds\":[\"a\"]}",
                "{\"checksum\":\"x\",\"hashType\":\"MD5\",\"eventIds\":[]}"
            })
    void anAnswerWithoutChecksumAndIdsIsNoReceipt(String answer) {
        sink.then(status(200, answer));
        assertThat(send(TO, "x", Map.of()).getException()).isInstanceOf(FlowcoreDeniedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "503, FlowcoreUnavailableException",
        "409, FlowcoreUnavailableException",
        "401, FlowcoreDeniedException",
        "302, FlowcoreDeniedException",
        "422, FlowcoreRejectedException"
    })
    void answersAreSortedAsThoseOfEvents(int status, String exception) {
        sink.then(status(status, ""));
        assertThat(send(TO, "x", Map.of()).getException().getClass().getSimpleName())
                .isEqualTo(exception);
    }

    @Test
    void aRefusedFileIsNamedAndItsBytesStayInTheMessage() {
        sink.then(status(413, "too large"));
        Exchange exchange = send(TO, PICTURE, Map.of(Exchange.FILE_NAME, "a.png", FlowcoreConstants.FILE_ID, "f1"));
        assertThat(exchange.getException())
                .isInstanceOfSatisfying(FlowcoreRejectedException.class, rejected -> assertThat(rejected.getRefused())
                        .singleElement()
                        .satisfies(file -> {
                            assertThat(new String(file.body(), StandardCharsets.UTF_8))
                                    .isEqualTo("{\"fileName\":\"a.png\",\"fileType\":\"image/png\","
                                            + "\"fileSize\":70000,\"fileId\":\"f1\"}");
                            assertThat(file.status()).isEqualTo(413);
                            assertThat(file.headers()).isEmpty();
                        }));
        assertThat(exchange.getMessage().getBody()).isSameAs(PICTURE);
    }

    @Test
    void aSinkThatRefusesAtOnceIsNotSentTheFile() {
        sink.refusingExpectations().otherwise(request -> status(401, "no such key"));
        Exchange exchange = send(TO, bytes(2_000_000), Map.of());
        assertThat(exchange.getException())
                .isInstanceOf(FlowcoreDeniedException.class)
                .hasMessageContaining("no such key");
        assertThat(sink.requests().get(0).raw()).isEmpty();
    }

    @Test
    void aSinkThatRefusesInTheMiddleIsHeard() throws Exception {
        try (ServerSocket impatient = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket socket = impatient.accept()) {
                    socket.getInputStream().readNBytes(100_000);
                    socket.getOutputStream()
                            .write("HTTP/1.1 413 x\r\nContent-Length: 9\r\n\r\ntoo large"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The sender has heard the answer and left.
                }
            });
            server.start();
            Exchange exchange = send(
                    TO + "?expectContinue=false&baseUrl=http://127.0.0.1:" + impatient.getLocalPort(),
                    bytes(50_000_000),
                    Map.of());
            assertThat(exchange.getException())
                    .isInstanceOf(FlowcoreRejectedException.class)
                    .hasMessageContaining("answer: too large");
            server.join();
        }
    }

    @Test
    void aProxyCarriesFiles() {
        String port = sink.url().replaceAll(".*:", "");
        Exchange exchange =
                send(TO + "?baseUrl=http://nowhere.invalid&proxyHost=127.0.0.1&proxyPort=" + port, PICTURE, Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(sink.requests().get(0).line())
                .isEqualTo("POST http://nowhere.invalid/file/acme/core/document.0/document.uploaded.0 HTTP/1.1");
        assertThat(sink.requests().get(0).headers()).containsEntry("host", "nowhere.invalid");
    }

    @Test
    void aKeyInTheAddressTravelsThereAndShowsNowhere() {
        sink.then(status(503, "k3y"));
        Exchange exchange = send(TO + "?apiKeyIn=query", PICTURE, Map.of());
        assertThat(sink.requests().get(0).line()).contains("document.uploaded.0?key=k3y HTTP/1.1");
        assertThat(exchange.getException()).hasMessageContaining("503").hasMessageNotContaining("k3y");
    }

    @Test
    void aSinkThatTakesALargeFileIsAskedFirst() {
        byte[] large = bytes(2_000_000);
        assertThat(send(TO, large, Map.of()).getException()).isNull();
        assertThat(send(TO + "?expectContinue=false", large, Map.of()).getException())
                .isNull();
        assertThat(sent(0).content()).isEqualTo(large);
        assertThat(sink.requests().get(0).headers()).containsEntry("expect", "100-continue");
        assertThat(sink.requests().get(1).headers()).doesNotContainKey("expect");
    }

    @Test
    void aFileThatIsGoneIsNotTheSinksTrouble() {
        assertThat(send(TO, folder.resolve("gone"), Map.of()).getException())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FlowcoreException.class);
    }

    @Test
    void aFileThatChangesBetweenTwoTriesIsNotSentAsTheFirstButLookedAtAnew() throws Exception {
        Path file = Files.write(folder.resolve("a"), PICTURE);
        sink.then((request, socket) -> {
            Files.write(file, new byte[10]);
            status(503, "").to(request, socket);
        });
        List<String> failures = new CopyOnWriteArrayList<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(FlowcoreUnavailableException.class, IOException.class)
                        .maximumRedeliveries(9)
                        .redeliveryDelay(0)
                        .onRedelivery(exchange ->
                                failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                                        .getMessage()));
                from("direct:in").to(TO);
            }
        });
        assertThat(send("direct:in", file, Map.of()).getException()).isNull();
        assertThat(failures).hasSize(2).last().asString().contains("has changed while it was sent");
        SentFile last = sent(sink.requests().size() - 1);
        assertThat(last.content()).isEqualTo(new byte[10]);
        assertThat(last.fields().get("fileId")).isNotEqualTo(sent(0).fields().get("fileId"));
    }

    @Test
    void aSinkThatTakesNothingMoreIsLeftAfterTheRequestTimeout() {
        sink.then(sink.trickle());
        assertThat(send(TO + "?requestTimeout=100ms", PICTURE, Map.of()).getException())
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("no answer within 100 ms (requestTimeout)");
    }

    private Exchange send(String to, Object body, Map<String, Object> headers) {
        return context.createProducerTemplate().request(to, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private SentFile sent(int index) {
        return SentFile.of(sink.requests().get(index));
    }

    private static Set<Path> spools() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("pineflow-.*\\.file"))
                    .collect(Collectors.toSet());
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** A stream that cannot be read again. */
    private static final class OnceStream extends FilterInputStream {

        private OnceStream(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public synchronized void reset() throws IOException {
            throw new IOException("read once only");
        }
    }
}
