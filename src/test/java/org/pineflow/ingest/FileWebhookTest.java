package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileWebhookTest {

    private static final String FILE = "/file/" + RunningIngestion.PATH;
    private static final int PART = 524_288;

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(
                folder, Map.of("pineflow.ingest.maxFileBytes", "2000000", "pineflow.ingest.bodyTimeout", "2s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void leavesNothingInTheSpool() {
        await().until(() -> spooled() == 0);
    }

    @Test
    void aFileBecomesThePartsThatFlowcoreMakesOfIt() throws Exception {
        byte[] content = bytes(2 * PART + 10);
        long before = count();
        JsonNode answer = ok(post(
                FILE,
                FormText.complete()
                        .field("additionalProperties", "{\"n\":1.0,\"tags\":[\"a\", {\"b\":1e400}]}")
                        .field("department", "finance \"é\"")
                        .file("a.png", content)
                        .end(),
                "x-flowcore-event-time",
                "2024-01-15T10:30:00.000Z",
                "x-flowcore-metadata-json",
                "eyJzb3VyY2UiOiJ0ZXN0In0="));

        assertThat(answer.path("success").booleanValue()).isTrue();
        assertThat(answer.path("checksum").textValue()).isEqualTo(sha256(content));
        assertThat(answer.path("hashType").textValue()).isEqualTo("SHA256");
        assertThat(answer.path("fileId").textValue()).isEqualTo("f1");
        assertThat(answer.path("eventIds")).hasSize(3);
        var parts = server.stored("customer.changed.0").stream().skip(before).toList();
        assertThat(parts)
                .extracting(part -> part.eventId().toString())
                .containsExactlyElementsOf(texts(answer.path("eventIds")));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            JsonNode part = new ObjectMapper().readTree(parts.get(i).payload());
            assertThat(part.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "fileName",
                            "fileSize",
                            "fileType",
                            "part",
                            "totalParts",
                            "data",
                            "checksum",
                            "hashType",
                            "fileId",
                            "department",
                            "n",
                            "tags");
            assertThat(part.path("fileName").textValue()).isEqualTo("a.png");
            assertThat(part.path("fileSize").longValue()).isEqualTo(content.length);
            assertThat(part.path("fileType").textValue()).isEqualTo("image/png");
            assertThat(part.path("part").intValue()).isEqualTo(i + 1);
            assertThat(part.path("totalParts").intValue()).isEqualTo(3);
            assertThat(part.path("checksum").textValue()).isEqualTo(sha256(content));
            assertThat(part.path("department").textValue()).isEqualTo("finance \"é\"");
            assertThat(parts.get(i).metadata())
                    .containsEntry("event-time", "2024-01-15T10:30:00.000Z")
                    .containsEntry("source", "test");
            whole.writeBytes(part.path("data").binaryValue());
        }
        assertThat(whole.toByteArray()).isEqualTo(content);
        assertThat(new String(parts.get(0).payload(), StandardCharsets.UTF_8))
                .endsWith(",\"n\":1.0,\"tags\":[\"a\", {\"b\":1e400}]}");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "524287, 1", "524288, 1", "524289, 2", "1048576, 2"})
    void aFileHasAsManyPartsAsItNeedsAndAtLeastOne(int size, int parts) throws Exception {
        byte[] content = bytes(size);
        JsonNode answer = ok(post(FILE, FormText.complete().file("a", content).end()));
        assertThat(answer.path("eventIds")).hasSize(parts);
        assertThat(answer.path("checksum").textValue()).isEqualTo(sha256(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file/", "/api/v1/file/", "/events/", "/api/v1/events/"})
    void filesAreTakenWhereFlowcoreTakesThem(String path) throws Exception {
        ok(post(path + RunningIngestion.PATH, FormText.complete().file("a", "x").end()));
    }

    @Test
    void aSingleEventIsNoPlaceForAFile() throws Exception {
        assertThat(post(
                                "/event/" + RunningIngestion.PATH,
                                FormText.complete().file("a", "x").end())
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aKeyIsNeededBeforeAnythingElseAndAnotherTenantsIsNotOneForThisPath() throws Exception {
        byte[] form = FormText.complete().file("a", "x").end();
        assertThat(post(FILE, form, "Authorization", "wrong").statusCode()).isEqualTo(401);
        assertThat(post(FILE, form, "Authorization", RunningIngestion.OTHER_TENANTS_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void fieldsAfterTheFileAreNotLost() throws Exception {
        JsonNode answer = ok(post(
                FILE,
                new FormText()
                        .file("a", "x")
                        .field("type", "t")
                        .field("late", "yes")
                        .field("fileId", "after")
                        .end()));
        assertThat(answer.path("fileId").textValue()).isEqualTo("after");
        assertThat(lastPart().path("late").textValue()).isEqualTo("yes");
    }

    @Test
    void aFileWithoutIdGetsOneAndTheSameWhenItComesAgain() throws Exception {
        byte[] form = new FormText().field("type", "t").file("a", "x").end();
        String first = ok(post(FILE, form)).path("fileId").textValue();
        assertThat(ok(post(FILE, form)).path("fileId").textValue()).isNotEqualTo(first);
        JsonNode keyed = ok(post(FILE, form, "Idempotency-Key", "without-id"));
        assertThat(ok(post(FILE, form, "Idempotency-Key", "without-id"))).isEqualTo(keyed);
        assertThat(lastPart().path("fileId").textValue()).isNotEmpty();
    }

    @Test
    void theSameFileUnderTheSameKeyIsStoredOnceWhateverItsBoundary() throws Exception {
        byte[] form = FormText.complete().file("a", "once").end();
        JsonNode first = ok(post(FILE, form, "Idempotency-Key", "file-1"));
        long stored = count();
        byte[] other = new String(form, StandardCharsets.ISO_8859_1)
                .replace("xXx", "yYy")
                .getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse<String> again =
                post(FILE, other, "Idempotency-Key", "file-1", "Content-Type", "multipart/form-data; boundary=\"yYy\"");
        assertThat(ok(again)).isEqualTo(first);
        assertThat(count()).isEqualTo(stored);
        byte[] changed = FormText.complete().file("a", "twice").end();
        assertThat(post(FILE, changed, "Idempotency-Key", "file-1").statusCode())
                .isEqualTo(422);
    }

    @Test
    void additionalPropertiesMayBeATextThatHoldsThem() throws Exception {
        ok(post(
                FILE,
                FormText.complete()
                        .field("additionalProperties", "\"{}\"")
                        .file("a", "x")
                        .end()));
        ok(post(
                FILE,
                FormText.complete()
                        .field("additionalProperties", "\"{\\\"n\\\":7}\"")
                        .file("a", "x")
                        .end()));
        assertThat(lastPart().path("n").intValue()).isEqualTo(7);
        ok(post(
                FILE,
                FormText.complete()
                        .field("additionalProperties", "")
                        .file("a", "x")
                        .end()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "C:\\\\windows\\\\a.txt",
                "/etc/passwd",
                "a\\\"b.txt",
                "Māori.pdf",
                "CON",
                "${jndi:ldap://x}",
                "%2e%2e%2f",
                "😀"
            })
    void theNameOfAFileIsATextAndNothingElse(String name) throws Exception {
        ok(post(FILE, FormText.complete().file(name, "x").end()));
        assertThat(lastPart().path("fileName").textValue())
                .isEqualTo(name.replace("\\\\", "\\").replace("\\\"", "\""));
        assertThat(Files.exists(folder.resolve("etc"))).isFalse();
    }

    @Test
    void fieldsNamedLikeHeadersOfCamelAreFields() throws Exception {
        ok(post(
                FILE,
                FormText.complete()
                        .field("CamelFileName", "../x")
                        .field("camelhttpuri", "http://x")
                        .file("a", "x")
                        .end()));
        assertThat(lastPart().path("CamelFileName").textValue()).isEqualTo("../x");
    }

    static Stream<Arguments> badForms() {
        byte[] x = {'x'};
        String disposition = "Content-Disposition: form-data; name=\"file\"; filename=\"a\"";
        FormText thousand = FormText.complete();
        for (int i = 0; i < 1000; i++) {
            thousand.field("n" + i, "x");
        }
        return Stream.of(
                bad("no parts", new FormText().end(), "no file"),
                bad("empty body", new byte[0], "no file"),
                bad("no file", FormText.complete().end(), "no file"),
                bad(
                        "no type",
                        new FormText().field("fileId", "f").file("a", "x").end(),
                        "'type'"),
                bad(
                        "blank type",
                        new FormText().field("type", " ").file("a", "x").end(),
                        "type has to be a text"),
                bad(
                        "blank id",
                        FormText.complete().field("fileId", "").file("a", "x").end(),
                        "there twice"),
                bad(
                        "two files",
                        FormText.complete().file("a", "x").file("b", "y").end(),
                        "two files"),
                bad(
                        "two types",
                        FormText.complete().field("type", "b").file("a", "x").end(),
                        "'type' is there twice"),
                bad(
                        "a field twice",
                        FormText.complete()
                                .field("n", "1")
                                .field("n", "2")
                                .file("a", "x")
                                .end(),
                        "'n' is there twice"),
                bad(
                        "a property twice",
                        FormText.complete()
                                .field("additionalProperties", "{\"n\":1,\"n\":2}")
                                .file("a", "x")
                                .end(),
                        "each name once"),
                bad(
                        "a property that is a field too",
                        FormText.complete()
                                .field("n", "1")
                                .field("additionalProperties", "{\"n\":1}")
                                .file("a", "x")
                                .end(),
                        "'n' is there twice"),
                bad(
                        "reserved field",
                        FormText.complete()
                                .field("checksum", "1")
                                .file("a", "x")
                                .end(),
                        "'checksum' is one that every part"),
                bad(
                        "reserved property",
                        FormText.complete()
                                .field("additionalProperties", "{\"data\":1}")
                                .file("a", "x")
                                .end(),
                        "'data' is one that every part"),
                bad(
                        "properties are an array",
                        FormText.complete()
                                .field("additionalProperties", "[]")
                                .file("a", "x")
                                .end(),
                        "has to be a JSON object"),
                bad(
                        "properties are no JSON",
                        FormText.complete()
                                .field("additionalProperties", "{")
                                .file("a", "x")
                                .end(),
                        "has to be a JSON object"),
                bad(
                        "more after the properties",
                        FormText.complete()
                                .field("additionalProperties", "{}{}")
                                .file("a", "x")
                                .end(),
                        "more after the object"),
                bad(
                        "deep properties",
                        FormText.complete()
                                .field(
                                        "additionalProperties",
                                        "{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}")
                                .file("a", "x")
                                .end(),
                        "too deep"),
                bad("a thousand parts", thousand.file("a", "x").end(), "more than 100 parts"),
                bad(
                        "a long field",
                        FormText.complete()
                                .field("n", "x".repeat(70_000))
                                .file("a", "x")
                                .end(),
                        "longer than 64000"),
                bad(
                        "many long fields",
                        FormText.complete()
                                .field("n", "x".repeat(40_000))
                                .field("m", "x".repeat(40_000))
                                .file("a", "x")
                                .end(),
                        "longer than 64000"),
                bad(
                        "a head of 1 MB",
                        FormText.complete()
                                .part("X: " + "x".repeat(1 << 20) + "\r\n" + disposition, x)
                                .end(),
                        "head of more than 8192"),
                bad(
                        "nested form",
                        FormText.complete()
                                .part(
                                        "Content-Disposition: form-data; name=\"n\"\r\nContent-Type: multipart/mixed; boundary=i",
                                        x)
                                .file("a", "x")
                                .end(),
                        "form inside the form"),
                bad(
                        "file under another name",
                        FormText.complete()
                                .part("Content-Disposition: form-data; name=\"other\"; filename=\"a\"", x)
                                .end(),
                        "in the field 'file'"),
                bad(
                        "file without a filename",
                        FormText.complete().field("file", "x").end(),
                        "in the field 'file'"),
                bad("empty filename", FormText.complete().file("", "x").end(), "filename has to be a text"),
                bad(
                        "long filename",
                        FormText.complete().file("x".repeat(1001), "x").end(),
                        "filename has to be a text"),
                bad(
                        "filename that is all of the head",
                        FormText.complete().file("x".repeat(7000), "x").end(),
                        "filename has to be a text"),
                bad(
                        "filename of backslashes",
                        FormText.complete().file("\\".repeat(7000), "x").end(),
                        "filename has to be a text"),
                bad(
                        "a head of blanks",
                        FormText.complete()
                                .part("Content-Disposition: form-data; name=n" + " ".repeat(7000) + "; x", new byte[0])
                                .end(),
                        "cannot be read"),
                bad(
                        "NUL in the filename",
                        FormText.complete().file("a\u0000.png", "x").end(),
                        "a line that is no header"),
                bad(
                        "control character in the id",
                        new FormText()
                                .field("fileId", "a\u0000")
                                .field("type", "t")
                                .file("a", "x")
                                .end(),
                        "fileId has to be a text"),
                badId(""),
                badId(" "),
                badId("."),
                badId(".."),
                bad(
                        "two names",
                        FormText.complete()
                                .part(disposition + "; name=\"n\"", x)
                                .end(),
                        "has a name twice"),
                bad(
                        "two filenames",
                        FormText.complete()
                                .part(disposition + "; filename=\"b\"", x)
                                .end(),
                        "has a filename twice"),
                bad(
                        "filename*",
                        FormText.complete()
                                .part(disposition + "; filename*=UTF-8''b", x)
                                .end(),
                        "filename*"),
                bad(
                        "two dispositions",
                        FormText.complete()
                                .part(disposition + "\r\n" + disposition, x)
                                .end(),
                        "a header twice"),
                bad(
                        "folded head",
                        FormText.complete()
                                .part("Content-Disposition: form-data;\r\n name=\"file\"; filename=\"a\"", x)
                                .end(),
                        "no header"),
                bad(
                        "not form-data",
                        FormText.complete()
                                .part("Content-Disposition: attachment; name=\"file\"; filename=\"a\"", x)
                                .end(),
                        "no form-data"),
                bad(
                        "open quote",
                        FormText.complete()
                                .part("Content-Disposition: form-data; name=\"file; filename=a", x)
                                .end(),
                        "cannot be read"),
                bad("no head", FormText.complete().part("X: y", x).end(), "no form-data"),
                bad(
                        "transfer encoding",
                        FormText.complete()
                                .part(disposition + "\r\nContent-Transfer-Encoding: base64", x)
                                .end(),
                        "Content-Transfer-Encoding"),
                bad(
                        "field is not UTF-8",
                        FormText.complete()
                                .part("Content-Disposition: form-data; name=\"n\"", new byte[] {(byte) 0xff})
                                .file("a", "x")
                                .end(),
                        "not UTF-8"),
                bad("cut off in the file", FormText.complete().file("a", "x").bytes(), "not complete"),
                bad(
                        "cut off in a head",
                        FormText.complete()
                                .file("a", "x")
                                .text("--xXx\r\nContent-")
                                .bytes(),
                        "not complete"),
                bad(
                        "much after the end",
                        Arrays.copyOf(FormText.complete().file("a", "x").end(), 10_000),
                        "more after the end"));
    }

    private static Arguments badId(String id) {
        return bad(
                "the id '" + id + "'",
                new FormText()
                        .field("fileId", id)
                        .field("type", "t")
                        .file("a", "x")
                        .end(),
                "fileId has to be");
    }

    private static Arguments bad(String what, byte[] form, String message) {
        return Arguments.of(what, form, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badForms")
    void aBadFormIsRefusedAndStoresNothing(String what, byte[] form, String message) throws Exception {
        long before = count();
        HttpResponse<String> answer = post(FILE, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).path("message").textValue())
                .contains(message);
        assertThat(count()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 415",
        "application/octet-stream, 415",
        "multipart/mixed; boundary=xXx, 415",
        "multipart/form-data, 400",
        "multipart/form-data; boundary=, 400",
        "multipart/form-data; boundary=xXx; boundary=yYy, 400",
        "multipart/form-data; boundary=zZz, 400",
    })
    void aBodyThatIsNoFormIsRefused(String contentType, int status) throws Exception {
        assertThat(post(FILE, FormText.complete().file("a", "x").end(), "Content-Type", contentType)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void aBoundaryIsNotLong() throws Exception {
        String type = "multipart/form-data; boundary=" + "x".repeat(201);
        assertThat(post(FILE, new byte[0], "Content-Type", type).statusCode()).isEqualTo(400);
    }

    @Test
    void aFormIsNotCompressed() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(FormText.complete().file("a", "x").end());
        }
        assertThat(post(FILE, packed.toByteArray(), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(415);
    }

    @Test
    void timesByKeyAreNotForFiles() throws Exception {
        byte[] form = FormText.complete().file("a", "x").end();
        assertThat(post(FILE, form, "x-flowcore-event-time-key", "t").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFileOverTheLimitIsRefusedWhetherItSaysSoOrNot() throws Exception {
        HttpResponse<String> little =
                post(FILE, FormText.complete().file("a", new byte[2_000_001]).end());
        assertThat(little.statusCode()).isEqualTo(413);
        assertThat(little.body()).contains("the file is larger than 2000000 bytes");
        String head = head("Content-Length: 99999999999\r\nExpect: 100-continue\r\n");
        assertThat(server.raw(head.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 413");
        ok(post(FILE, FormText.complete().file("a", new byte[2_000_000]).end()));
    }

    @Test
    void aSenderThatGoesAwayLeavesNothingBehind() throws Exception {
        long before = count();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            byte[] form = FormText.complete().file("a", bytes(600_000)).end();
            OutputStream out = socket.getOutputStream();
            out.write(head("Content-Length: " + form.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(form, 0, 500_000);
            out.flush();
            await().until(() -> spooled() == 1);
        }
        await().until(() -> spooled() == 0 && server.requestsInFlight() == 0);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void aRefusedFormIsAnsweredBeforeTheRestOfItHasCome() throws Exception {
        byte[] form =
                FormText.complete().file("a", "x").file("b", bytes(600_000)).end();
        String answer = server.raw(
                head("Content-Length: " + form.length + "\r\n").getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(form, 100_000));
        assertThat(answer).startsWith("HTTP/1.1 400").contains("two files");
    }

    @Test
    void aSenderThatFallsSilentIsToldAndLeavesNothingBehind() throws Exception {
        byte[] form = FormText.complete().file("a", bytes(600_000)).end();
        String answer = server.raw(
                head("Content-Length: " + form.length + "\r\n").getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(form, 500_000));
        assertThat(answer).startsWith("HTTP/1.1 408");
    }

    @Test
    void whatACrashLeftInTheSpoolIsGoneAfterTheStart() throws Exception {
        stop();
        Files.write(spool().resolve("5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10.spool"), new byte[10]);
        start();
        assertThat(spooled()).isZero();
    }

    @Test
    void aSpoolThatCannotBeWrittenIs503AndStoresNothing() throws Exception {
        long before = count();
        Path away = folder.resolve("away");
        Files.move(spool(), away);
        try {
            HttpResponse<String> answer =
                    post(FILE, FormText.complete().file("a", "x").end());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).doesNotContain("spool");
        } finally {
            Files.move(away, spool());
        }
        assertThat(count()).isEqualTo(before);
        ok(post(FILE, FormText.complete().file("a", "x").end()));
    }

    private static HttpResponse<String> post(String path, byte[] form, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Content-Type", FormText.CONTENT_TYPE));
        all.addAll(List.of(headers));
        return server.post(path, form, all.toArray(String[]::new));
    }

    private static String head(String more) {
        return "POST " + FILE + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: " + RunningIngestion.KEY
                + "\r\nContent-Type: " + FormText.CONTENT_TYPE + "\r\n" + more + "\r\n";
    }

    private static JsonNode ok(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static JsonNode lastPart() throws IOException {
        List<String> payloads = server.payloads("customer.changed.0");
        return new ObjectMapper().readTree(payloads.get(payloads.size() - 1));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static long count() {
        return server.service().store().count(server.type("customer.changed.0"));
    }

    private static Path spool() {
        return folder.resolve("data/ingest/spool");
    }

    private static long spooled() throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.count();
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
