package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookLimitsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(
                folder,
                Map.of(
                        "pineflow.ingest.maxEventBytes", "1000",
                        "pineflow.ingest.maxBatchEvents", "300",
                        "pineflow.ingest.maxJsonDepth", "5",
                        "pineflow.ingest.maxMetadataBytes", "100",
                        "pineflow.ingest.maxBodyBytes", "200000",
                        "pineflow.ingest.maxCompressedBytes", "1000"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theErrorOfABatchNamesEveryEventThatIsWrongAndWhy() throws Exception {
        String tooLong = "{\"x\":\"" + "x".repeat(1000) + "\"}";
        JsonNode answer = refused(
                server.post(
                        EVENTS,
                        "[{},7,{\"t\":\"yesterday\"}," + tooLong + ",[{}],{\"t\":\"2024-01-15T10:30:00Z\"}]",
                        "x-flowcore-event-time-key",
                        "t"),
                400);

        assertThat(answer.get("errorCount").intValue()).isEqualTo(4);
        assertThat(answer.get("index").intValue()).isEqualTo(1);
        assertThat(answer.get("message").textValue()).isEqualTo("an event has to be a JSON object");
        assertThat(faults(answer))
                .containsExactly(
                        "1 an event has to be a JSON object",
                        "2 the field 't' has to be a time like 2024-01-15T10:30:00.000Z",
                        "3 Event size exceeds maximum limit of 1000 bytes",
                        "4 an event has to be a JSON object");
        assertThat(server.payloads("customer.changed.0")).doesNotContain("{\"t\":\"2024-01-15T10:30:00Z\"}");
    }

    @Test
    void ofManyWrongEvents100AreNamedAndAllAreCounted() throws Exception {
        JsonNode answer = refused(server.post(EVENTS, "[{}," + "1,".repeat(249) + "2]"), 400);

        assertThat(answer.get("errorCount").intValue()).isEqualTo(250);
        assertThat(faults(answer))
                .hasSize(100)
                .startsWith("1 an event has to be a JSON object")
                .endsWith("100 an event has to be a JSON object");
    }

    @Test
    void jsonThatBreaksIsOneErrorAndSaysWhere() throws Exception {
        JsonNode answer = refused(server.post(EVENTS, "[7,{\"a\":}]"), 400);

        assertThat(answer.has("errors")).isFalse();
        assertThat(answer.get("message").textValue()).startsWith("the body is not valid JSON at byte ");
    }

    @Test
    void theErrorOfOneEventHasNoIndex() throws Exception {
        JsonNode answer = refused(server.post(EVENT, "7"), 400);

        assertThat(answer.has("errors")).isFalse();
        assertThat(answer.has("index")).isFalse();
    }

    @Test
    void anEventMayBeAsDeepAsTheLimitAloneAndInABatch() throws Exception {
        String deepest = "{\"a\":[[{\"b\":[]}]]}";
        String deeper = "{\"a\":[[{\"b\":[[]]}]]}";

        assertThat(server.post(EVENT, deepest).statusCode()).isEqualTo(200);
        assertThat(server.post(EVENTS, "[" + deepest + "]").statusCode()).isEqualTo(200);
        assertThat(refused(server.post(EVENT, deeper), 400).get("message").textValue())
                .contains("deeper than 5");
        assertThat(refused(server.post(EVENTS, "[" + deeper + "]"), 400)
                        .get("message")
                        .textValue())
                .contains("deeper than 5");
    }

    @Test
    void aBatchMayHaveAsManyEventsAsTheLimit() throws Exception {
        assertThat(server.post(EVENTS, "[" + "{},".repeat(299) + "{}]").statusCode())
                .isEqualTo(200);
        assertThat(refused(server.post(EVENTS, "[" + "{},".repeat(300) + "{}]"), 413)
                        .get("message")
                        .textValue())
                .isEqualTo("a batch may have at most 300 events");
    }

    @Test
    void metadataMayHaveAsManyBytesAsTheLimit() throws Exception {
        assertThat(withMetadata("{\"a\":\"" + "é".repeat(46) + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(refused(withMetadata("{\"ab\":\"" + "é".repeat(46) + "\"}"), 400)
                        .get("message")
                        .textValue())
                .isEqualTo("x-flowcore-metadata-json is longer than 100 bytes");
    }

    @Test
    void bodiesOverTheLimitsAre413() throws Exception {
        assertThat(refused(server.post(EVENT, "{}" + " ".repeat(200_000)), 413)
                        .get("message")
                        .textValue())
                .contains("larger than 200000 bytes");
        assertThat(refused(server.post(EVENT, " ".repeat(1001), "Content-Encoding", "gzip"), 413)
                        .get("message")
                        .textValue())
                .contains("larger than 1000 bytes");
    }

    @Test
    void aKeyThatWritesTooMuchIs429AndToldWhenItMayAgain(@TempDir Path own) throws Exception {
        Map<String, String> limits =
                Map.of("pineflow.ingest.eventsPerSecond", "2", "pineflow.ingest.maxBatchEvents", "10");
        try (RunningIngestion slow = new RunningIngestion(own, limits)) {
            String ten = "[" + "{},".repeat(9) + "{}]";
            assertThat(slow.post(EVENTS, "[7]").statusCode()).isEqualTo(400);
            assertThat(slow.post(EVENTS, ten).statusCode()).isEqualTo(200);

            HttpResponse<String> answer = slow.post(EVENTS, ten, "Idempotency-Key", "again");

            assertThat(refused(answer, 429).get("code").textValue()).isEqualTo("TOO_MANY_REQUESTS");
            assertThat(answer.headers().firstValue("retry-after")).isIn(Optional.of("4"), Optional.of("5"));
            assertThat(slow.payloads("customer.changed.0")).hasSize(10);
            assertThat(slow.post(
                                    "/event/other/theirs/secret.0/secret.0",
                                    "{}",
                                    "Authorization",
                                    RunningIngestion.OTHER_TENANTS_KEY)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<String> withMetadata(String metadata) throws IOException, InterruptedException {
        return server.post(
                EVENT,
                "{}",
                "x-flowcore-metadata-json",
                Base64.getEncoder().encodeToString(metadata.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode refused(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static List<String> faults(JsonNode answer) {
        return StreamSupport.stream(answer.get("errors").spliterator(), false)
                .map(fault -> fault.get("index") + " " + fault.get("message").textValue())
                .toList();
    }
}
