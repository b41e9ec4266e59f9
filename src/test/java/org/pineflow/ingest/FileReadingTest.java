package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileReadingTest {

    private static final String FILE = "/file/" + RunningIngestion.PATH;
    private static final String OTHER_TYPE = "/file/acme/retail/customer.0/customer.moved.0";

    @TempDir
    static Path folder;

    private static RunningIngestion server;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(folder, Map.of());
        server.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:to-folder").to("direct:reconstruct-file").to("file:" + folder.resolve("rebuilt"));
            }
        });
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
    void aFileComesBackAsItWasSentWithWhatProvesIt() throws Exception {
        byte[] content = bytes(1_300_000);
        upload(FILE, "whole", "image/png", "a picture.png", content);
        HttpResponse<byte[]> answer = get("/api/v1/files/whole");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
        assertThat(answer.headers().map())
                .containsEntry("content-type", List.of("image/png"))
                .containsEntry("content-length", List.of("1300000"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("etag", List.of("\"" + HexFormat.of().formatHex(sha256) + "\""))
                .containsEntry(
                        "repr-digest", List.of("sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":"));
        assertThat(answer.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"a_picture.png\"; filename*=UTF-8''a%20picture.png");
    }

    @ParameterizedTest
    @CsvSource({
        "'text/html', text/html",
        "'text/plain; charset=utf-8', text/plain; charset=utf-8",
        "'my own words', application/octet-stream",
        "'text/html\u00e9', application/octet-stream",
    })
    void aTypeThatIsNoMediaTypeIsThatOfAnyBytes(String type, String expected) throws Exception {
        upload(FILE, "typed", type, "a", bytes(10));
        assertThat(get("/api/v1/files/typed").headers().firstValue("content-type"))
                .hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd, ..%2F..%2Fetc%2Fpasswd",
        "'a;b,c.txt', a_b_c.txt, a%3Bb%2Cc.txt",
        "M\u0101ori, M_ori, M%C4%81ori",
        ".., file, ..",
    })
    void aNameBreaksNoHeader(String name, String safe, String encoded) throws Exception {
        upload(FILE, "named", "t", name, bytes(10));
        assertThat(get("/api/v1/files/named").headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"" + safe + "\"; filename*=UTF-8''" + encoded);
    }

    @Test
    void anEmptyFileComesBackEmpty() throws Exception {
        upload(FILE, "empty", "t", "a", new byte[0]);
        HttpResponse<byte[]> answer = get("/api/v1/files/empty");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void ofSeveralFilesWithAnIdTheNewestComesUnlessTheTypeIsNamed() throws Exception {
        upload(FILE, "several", "t", "a", "first".getBytes(StandardCharsets.UTF_8));
        upload(FILE, "several", "t", "a", "second".getBytes(StandardCharsets.UTF_8));
        upload(OTHER_TYPE, "several", "t", "a", "third".getBytes(StandardCharsets.UTF_8));
        String type = server.service()
                .catalog()
                .eventType(server.type("customer.changed.0"))
                .orElseThrow()
                .id()
                .toString();
        assertThat(get("/api/v1/files/several").body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("third");
        assertThat(get("/api/v1/files/several?eventTypeId=" + type).body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("second");
        assertThat(get("/api/v1/files/several?dataCoreId=" + RunningIngestion.DATA_CORE_ID)
                        .body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("third");
        assertThat(get("/api/v1/files/several?dataCoreId=00000000-0000-4000-8000-000000000001")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/files/several?eventTypeId=00000000-0000-4000-8000-000000000001")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/files/several?eventTypeId=x").statusCode()).isEqualTo(400);
    }

    @Test
    void twoFilesOfOneIdAndTimeAreNotMixed() throws Exception {
        byte[] one = bytes(1_200_000);
        byte[] other = bytes(1_200_001);
        upload(FILE, "mixed", "t", "a", one, "x-flowcore-event-time", "2024-01-15T10:30:00.000Z");
        upload(FILE, "mixed", "t", "a", other, "x-flowcore-event-time", "2024-01-15T10:30:00.000Z");
        assertThat(get("/api/v1/files/mixed").body()).isEqualTo(other);
    }

    @Test
    void whatThereIsNotAndWhatIsAnotherTenantsIsTheSame404() throws Exception {
        upload(FILE, "secret", "t", "a", bytes(10));
        HttpRequest foreign = HttpRequest.newBuilder(uri("/api/v1/files/secret"))
                .header("Authorization", RunningIngestion.OTHER_TENANTS_KEY)
                .build();
        HttpResponse<byte[]> notYours = CLIENT.send(foreign, HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<byte[]> notThere = get("/api/v1/files/nothing");
        assertThat(notYours.statusCode()).isEqualTo(404);
        assertThat(notThere.statusCode()).isEqualTo(404);
        assertThat(notYours.body()).isEqualTo(notThere.body());
        HttpResponse<byte[]> keyless = CLIENT.send(
                HttpRequest.newBuilder(uri("/api/v1/files/secret")).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(keyless.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fetc%2Fpasswd", "%00", "%2e%2e", "x'%20or%20'1'='1", "%ff", "a%0d%0aX:%20y"})
    void anIdIsLookedForAndNothingElse(String id) throws Exception {
        assertThat(get("/api/v1/files/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void anIdMayBeAnyText() throws Exception {
        upload(FILE, "a/b c+d é", "t", "a", "odd".getBytes(StandardCharsets.UTF_8));
        assertThat(get("/api/v1/files/a%2Fb%20c+d%20%C3%A9").body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("odd");
    }

    @Test
    void aFileThatLacksAPartNeverLooksWhole() throws Exception {
        upload(FILE, "damaged", "t", "a", bytes(1_300_000));
        try (Connection database = server.service().store().database().getConnection();
                Statement sql = database.createStatement()) {
            assertThat(
                            sql.executeUpdate(
                                    """
                            delete from event where event_id = (select first_id from file where file_id = 'damaged')"""))
                    .isEqualTo(1);
        }
        HttpResponse<byte[]> answer = get("/api/v1/files/damaged");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThatThrownBy(() -> server.context().createProducerTemplate().sendBody("direct:to-folder", "damaged"))
                .isInstanceOf(CamelExecutionException.class)
                .rootCause()
                .hasMessageContaining("cannot be put together");
        assertThat(folder.resolve("rebuilt/a")).doesNotExist();
    }

    @Test
    void aRouteWritesAFileAgainUnderANameThatCanDoNoHarm() throws Exception {
        byte[] content = bytes(1_300_000);
        upload(FILE, "routed", "image/png", "../../a picture.png", content);
        server.context().createProducerTemplate().sendBody("direct:to-folder", "routed");
        assertThat(folder.resolve("rebuilt/a_picture.png")).hasBinaryContent(content);
        server.context()
                .createProducerTemplate()
                .sendBodyAndHeader("direct:to-folder", null, IngestionConstants.FILE_ID, "routed");
    }

    @Test
    void aRouteIsToldWhatIsWrongWithAnId() {
        Exchange exchange = server.context()
                .createProducerTemplate()
                .request("direct:reconstruct-file", message -> message.getMessage()
                        .setBody("nothing"));
        assertThat(exchange.getException()).hasMessageContaining("there is no file with this id");
    }

    private static void upload(String path, String id, String type, String name, byte[] content, String... headers)
            throws Exception {
        byte[] form = new FormText()
                .field("fileId", id)
                .field("type", type)
                .file(name, content)
                .end();
        String[] all = Stream.concat(Stream.of("Content-Type", FormText.CONTENT_TYPE), Stream.of(headers))
                .toArray(String[]::new);
        HttpResponse<String> answer = server.post(path, form, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", RunningIngestion.KEY)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static long spooled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/ingest/spool"))) {
            return files.count();
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
