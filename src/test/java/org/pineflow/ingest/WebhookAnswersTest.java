package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void oneEventIsStoredAndAnsweredWithAllThatClientsLookFor() throws Exception {
        HttpResponse<String> answer = server.post(EVENT, "{\"id\":\"one\"}");

        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(body.get("success").booleanValue()).isTrue();
        assertThat(body.get("received").booleanValue()).isTrue();
        assertThat(body.get("flowType").textValue()).isEqualTo("customer.0");
        assertThat(body.get("eventType").textValue()).isEqualTo("customer.changed.0");
        assertThat(body.has("error")).isFalse();
        assertThat(server.stored("customer.changed.0"))
                .extracting(event -> event.eventId().toString())
                .contains(body.get("eventId").textValue());
    }

    @Test
    void aBatchIsAnsweredWithOneIdForEachEventInOrder() throws Exception {
        String path = "/events/acme/retail/customer.0/customer.moved.0";
        int before = server.stored("customer.moved.0").size();

        HttpResponse<String> answer = server.post(path, "[{\"n\":1},{\"n\":2},{\"n\":3}]");

        List<String> ids = ids(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
        assertThat(server.stored("customer.moved.0").subList(before, before + 3))
                .extracting(event -> event.eventId().toString())
                .isEqualTo(ids);
        assertThat(server.service().store().count(server.type("customer.moved.0")))
                .isEqualTo(before + 3);
    }

    @Test
    void bytesAreKeptAsTheyWereSent() throws Exception {
        String event = "{ \"b\":1.0, \"a\" : 1e400,\"rve\":2024011510300012301, \"n\":-0.00,\t\"s\":\"\\u00e9\\/é漢🙂\","
                + "\"b\":[ 1 , {} ] , \"deep\":{\"x\":[[]]}}";

        server.post("/events/acme/retail/customer.0/customer.moved.0", "\n [ {\"first\":true} ,\r\n" + event + "\n]\n");

        assertThat(server.payloads("customer.moved.0")).endsWith("{\"first\":true}", event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/event/acme/retail/customer.0/customer.changed.0",
                "/api/v1/event/acme/retail/customer.0/customer.changed.0",
                "/event/acme/" + RunningIngestion.DATA_CORE_ID + "/customer.0/customer.changed.0",
                "/event/acme/5B0A4C1E-7D52-4C0E-9A61-2F1D8F3F6C10/customer.0/customer.changed.0",
                "/event/%61cme/retail/customer%2E0/customer.changed.0",
                "/event/acme/retail/customer.0/customer.changed.0?any=thing"
            })
    void theDataCoreIsFoundByNameAndByIdUnderBothPrefixes(String path) throws Exception {
        assertThat(server.post(path, "{}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RunningIngestion.KEY,
                "ApiKey shop1:" + RunningIngestion.KEY,
                "apikey shop1:" + RunningIngestion.KEY,
                "ApiKey " + RunningIngestion.KEY,
                "Bearer " + RunningIngestion.KEY
            })
    void everyFormOfTheKeyIsTaken(String authorization) throws Exception {
        assertThat(server.post(EVENT, "{}", "Authorization", authorization).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theKeyIsTakenFromTheUrlWhereThereIsNoHeader() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.request(EVENT + "?key=" + RunningIngestion.KEY)
                        .build()
                        .uri())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        assertThat(server.send(request).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrong",
                "ApiKey other:" + RunningIngestion.KEY,
                "ApiKey shop1:wrong",
                "Bearer",
                "Bearer wrong",
                "Basic c2hvcDE6eA==",
                " "
            })
    void withoutAValidKeyTheAnswerIs401(String authorization) throws Exception {
        HttpResponse<String> answer = server.post(EVENT, "{}", "Authorization", authorization);

        assertError(answer, 401, "UNAUTHORIZED", "Unauthorized");
        assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
    }

    @Test
    void theHeaderCountsAndNotTheUrl() throws Exception {
        assertError(
                server.post(EVENT + "?key=" + RunningIngestion.KEY, "{}", "Authorization", "wrong"),
                401,
                "UNAUTHORIZED",
                "Unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/event/acme/retail/customer.0/unknown.0",
                "/event/acme/retail/unknown.0/customer.changed.0",
                "/event/acme/unknown/customer.0/customer.changed.0",
                "/event/unknown/retail/customer.0/customer.changed.0",
                "/event/other/theirs/secret.0/secret.0",
                "/event/acme/retail/customer.0",
                "/event/acme/retail/customer.0/customer.changed.0/more",
                "/event/acme/..%2f/customer.0/customer.changed.0",
                "/event/acme/retail/customer.0/%ff%fe",
                "/files/acme/retail/customer.0/customer.changed.0",
                "/"
            })
    void whatThereIsNotAndWhatIsNotYoursHaveOneAnswer(String path) throws Exception {
        HttpResponse<String> answer = server.post(path, "{}");

        assertError(answer, 404, "NOT_FOUND", "Not Found");
        assertThat(answer.body())
                .isEqualTo(server.post("/event/acme/retail/customer.0/nothing.0", "{}")
                        .body());
    }

    @Test
    void theKeyIsCheckedBeforeThePath() throws Exception {
        assertThat(server.post("/event/unknown/x/y/z", "{}", "Authorization", "wrong")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anotherTenantsKeyDoesNotWriteHere() throws Exception {
        String key = RunningIngestion.OTHER_TENANTS_KEY;

        assertThat(server.post(EVENT, "{}", "Authorization", key).statusCode()).isEqualTo(404);
        assertThat(server.post("/event/other/theirs/secret.0/secret.0", "{}", "Authorization", key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void eventsAreOnlyWrittenWithPost() throws Exception {
        HttpResponse<String> answer = server.send(server.request(EVENT).GET().build());

        assertError(answer, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
        assertThat(answer.headers().firstValue("allow")).hasValue("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[]", "[{}]", "\"x\"", "7", "true", "{", "{}{}", "{} x", "{\"a\":}", "{'a':1}"})
    void anEventThatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertNothingIsStored(EVENT, body, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "\"x\"",
                "[1]",
                "[{},null]",
                "[[{}]]",
                "[{}",
                "[{},]",
                "[{}]x",
                "[{}][{}]",
                "[{} {}]",
                "[{\"a\":NaN}]",
                "[{\"a\":01}]"
            })
    void aBatchThatIsNoArrayOfObjectsIsRefusedAsAWhole(String body) throws Exception {
        assertNothingIsStored(EVENTS, body, 400);
    }

    @Test
    void theAnswerNamesTheEventThatIsWrong() throws Exception {
        HttpResponse<String> answer = server.post(EVENTS, "[{},{},7]");

        assertError(answer, 400, "BAD_REQUEST", "Bad Request");
        assertThat(JSON.readTree(answer.body()).get("index").intValue()).isEqualTo(2);
    }

    @Test
    void anEmptyBatchIsTakenAndHasNoIds() throws Exception {
        HttpResponse<String> answer = server.post(EVENTS, " [ ] ");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ids(answer)).isEmpty();
    }

    @Test
    void anEventMayHave64000BytesAndNotOneMore() throws Exception {
        String largest = "{\"x\":\"" + "é".repeat((64_000 - 8) / 2) + "\"}";
        String larger = "{\"xy\":\"" + "é".repeat((64_000 - 8) / 2) + "\"}";

        assertThat(largest.getBytes(StandardCharsets.UTF_8)).hasSize(64_000);
        assertThat(server.post(EVENTS, "[{}," + largest + "]").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = server.post(EVENTS, "[{}," + larger + "]");
        assertError(answer, 400, "BAD_REQUEST", "Bad Request");
        assertThat(JSON.readTree(answer.body()).get("message").textValue())
                .isEqualTo("Event size exceeds maximum limit of 64000 bytes");
        assertThat(JSON.readTree(answer.body()).get("index").intValue()).isEqualTo(1);
    }

    @Test
    void aBatchOfMoreEventsThanAllowedIsTooLarge() throws Exception {
        assertThat(server.post(EVENTS, "[" + "{},".repeat(4999) + "{}]").statusCode())
                .isEqualTo(200);
        assertNothingIsStored(EVENTS, "[" + "{},".repeat(5000) + "{}]", 413);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,415",
        "application/json; charset=latin1,415",
        "application/json;charset=UTF-8,200",
        "application/cloudevents+json,200",
        "multipart/form-data; boundary=x,415"
    })
    void theContentHasToBeJson(String type, int status) throws Exception {
        assertThat(server.post(EVENT, "{}", "Content-Type", type).statusCode()).isEqualTo(status);
    }

    @Test
    void timesAndMetadataOfTheRequestAreThoseOfItsEvents() throws Exception {
        String metadata = "{\"source\":\"Ø\",\"ttl-on/stored-event\":\"true\",\"n\":1e400,\"o\":{ \"a\":[1] },"
                + "\"producer\":\"me\",\"ingested-at\":\"never\"}";
        HttpResponse<String> answer = server.post(
                EVENT,
                "{}",
                "x-flowcore-metadata-json",
                Base64.getEncoder().encodeToString(metadata.getBytes(StandardCharsets.UTF_8)),
                "x-flowcore-event-time",
                "2024-01-15T10:30:00.123456Z",
                "x-flowcore-valid-time",
                "2024-01-15T11:00:00Z");

        UUID id = UUID.fromString(JSON.readTree(answer.body()).get("eventId").textValue());
        var stored = server.stored("customer.changed.0").stream()
                .filter(event -> event.eventId().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(id.version()).isEqualTo(1);
        assertThat(stored.bucket()).hasToString("20240115100000");
        assertThat(stored.eventTime()).hasToString("2024-01-15T10:30:00.123Z");
        assertThat(stored.validTime()).hasToString("2024-01-15T11:00:00Z");
        assertThat(stored.metadata())
                .containsEntry("source", "Ø")
                .containsEntry("ttl-on/stored-event", "true")
                .containsEntry("n", "1e400")
                .containsEntry("o", "{ \"a\":[1] }")
                .containsEntry("event-time", "2024-01-15T10:30:00.123Z")
                .containsEntry("valid-time-on/stored-event", "2024-01-15T11:00:00.000Z")
                .containsEntry("producer", "pineflow");
        assertThat(stored.metadata().get("ingested-at")).matches("20..-.*Z");
    }

    @Test
    void everyEventHasTheTimeInItsOwnField() throws Exception {
        String path = "/events/acme/retail/customer.0/customer.moved.0";
        int before = server.stored("customer.moved.0").size();

        HttpResponse<String> answer = server.post(
                path,
                "[{\"t\":\"2024-01-15T10:30:00Z\",\"v\":\"2024-01-16T00:00:00.5Z\"},{\"x\":{\"t\":1}},{\"t\":null}]",
                "x-flowcore-event-time-key",
                "t",
                "x-flowcore-valid-time-key",
                "v",
                "x-flowcore-event-time",
                "2020-02-29T23:59:59.999Z");

        assertThat(answer.statusCode()).isEqualTo(200);
        var events = server.stored("customer.moved.0").subList(before, before + 3);
        assertThat(events)
                .extracting(event -> event.eventTime().toString())
                .containsExactly("2024-01-15T10:30:00Z", "2020-02-29T23:59:59.999Z", "2020-02-29T23:59:59.999Z");
        assertThat(events)
                .extracting(event -> event.validTime().toString())
                .containsExactly("2024-01-16T00:00:00.500Z", "2020-02-29T23:59:59.999Z", "2020-02-29T23:59:59.999Z");
        assertThat(events.get(1).eventId().timestamp())
                .isLessThan(events.get(2).eventId().timestamp());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2024-01-15",
                "2024-01-15T10:30:00",
                "2024-01-15T10:30:00+02:00",
                "2024-13-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T00:00:00Z",
                "+292278994-08-17T07:12:55Z",
                ""
            })
    void aTimeThatIsNoneIsNeverTakenForNow(String time) throws Exception {
        assertThat(server.post(EVENT, "{}", "x-flowcore-event-time", time).statusCode())
                .isEqualTo(400);
        HttpResponse<String> answer =
                server.post(EVENTS, "[{},{\"t\":\"" + time + "\"}]", "x-flowcore-event-time-key", "t");
        assertError(answer, 400, "BAD_REQUEST", "Bad Request");
        assertThat(JSON.readTree(answer.body()).get("index").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid-base64!", "{\"a\":\"b\"}", "W10=", "bnVsbA==", "IngI", "e30gMQ==", "e30=e30=", ""})
    void metadataThatIsNoBase64ObjectIsRefused(String metadata) throws Exception {
        assertError(server.post(EVENT, "{}", "x-flowcore-metadata-json", metadata), 400, "BAD_REQUEST", "Bad Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e30=", "e30", "eyJhIjoi6SJ9"})
    void metadataIsTakenEmptyUnpaddedAndInLatin1(String metadata) throws Exception {
        assertThat(server.post(EVENT, "{}", "x-flowcore-metadata-json", metadata)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void queryParametersAreNoHeaders() throws Exception {
        assertThat(server.post(EVENT + "?x-flowcore-event-time=rubbish&Idempotency-Key=&Content-Encoding=br", "{}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void noHeaderOfTheRequestComesBack() throws Exception {
        HttpResponse<String> answer =
                server.post(EVENT, "{}", "x-something", "private", "Idempotency-Key", "comes-back");

        assertThat(answer.headers().map().keySet()).containsExactlyInAnyOrder("content-length", "content-type");
    }

    @Test
    void aClientThatOffersHttp2IsAnsweredInHttp1() throws Exception {
        HttpRequest request = server.request(EVENT)
                .version(HttpClient.Version.HTTP_2)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        HttpResponse<String> answer = server.send(request);

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void assertNothingIsStored(String path, String body, int status) throws Exception {
        long before = server.service().store().count(server.type("customer.changed.0"));

        HttpResponse<String> answer = server.post(path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("message").textValue()).isNotBlank();
        assertThat(server.service().store().count(server.type("customer.changed.0")))
                .isEqualTo(before);
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String phrase)
            throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(body.get("success").booleanValue()).isFalse();
        assertThat(body.get("statusCode").intValue()).isEqualTo(status);
        assertThat(body.get("status").intValue()).isEqualTo(status);
        assertThat(body.get("code").textValue()).isEqualTo(code);
        assertThat(body.get("error").textValue()).isEqualTo(phrase);
        assertThat(body.get("message").textValue()).isNotBlank().doesNotContain("Exception", "org.pineflow");
        assertThat(body.has("eventId")).isFalse();
        assertThat(body.has("eventIds")).isFalse();
    }

    private static List<String> ids(HttpResponse<String> answer) throws Exception {
        return JSON.readerForListOf(String.class)
                .readValue(JSON.readTree(answer.body()).get("eventIds"));
    }
}
