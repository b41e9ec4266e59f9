package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.store.StoredEvent;

/**
 * The 22 cases with which Flowcore's own open webhook service tests its ingestion, in their order. Where those look at
 * the message that goes to the broker, these look at the stored event.
 */
class FlowcoreIngestionCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "/api/v1/event/" + RunningIngestion.PATH;
    private static final String EVENTS = "/api/v1/events/" + RunningIngestion.PATH;
    private static final String EVENT_TIME = "2024-01-15T10:30:00.000Z";
    private static final String VALID_TIME = "2024-01-15T11:00:00.000Z";

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
    void case01AValidEvent() throws Exception {
        JsonNode answer = accepted(post(EVENT, "{\"data\":\"test\"}"));

        assertThat(answer.get("received").booleanValue()).isTrue();
        assertThat(answer.get("eventType").textValue()).isEqualTo("customer.changed.0");
        assertThat(answer.get("flowType").textValue()).isEqualTo("customer.0");
        StoredEvent event = stored(answer).get(0);
        assertThat(event.type().dataCore()).hasToString(RunningIngestion.DATA_CORE_ID);
        assertThat(event.type().flowType()).isEqualTo("customer.0");
        assertThat(event.type().eventType()).isEqualTo("customer.changed.0");
        assertThat(new String(event.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"data\":\"test\"}");
        assertThat(event.metadata()).containsKeys("producer", "ingested-at");
    }

    @Test
    void case02AnInvalidTenant() throws Exception {
        assertThat(post(EVENT.replace("acme", "invalid"), "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void case03AnInvalidDataCore() throws Exception {
        assertThat(post(EVENT.replace("retail", "invalid"), "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void case04AnInvalidFlowType() throws Exception {
        assertThat(post(EVENT.replace("customer.0", "invalid"), "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void case05AnInvalidEventType() throws Exception {
        assertThat(post(EVENT.replace("customer.changed.0", "invalid"), "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void case06TheSecondRequestIsTakenLikeTheFirst() throws Exception {
        accepted(post(EVENT, "{\"data\":\"test\"}"));
        accepted(post(EVENT, "{\"data\":\"test\"}"));
    }

    @Test
    void case07MissingAuthentication() throws Exception {
        assertThat(withoutKey(EVENT, "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void case08AnInvalidToken() throws Exception {
        assertThat(post(EVENT, "{}", "Authorization", "Bearer invalid-token").statusCode())
                .isEqualTo(401);
    }

    @Test
    void case09ABatchOfThree() throws Exception {
        JsonNode answer = accepted(post(EVENTS, "[{\"data\":\"test1\"},{\"data\":\"test2\"},{\"data\":\"test3\"}]"));

        assertThat(answer.get("received").booleanValue()).isTrue();
        assertThat(stored(answer))
                .extracting(event -> new String(event.payload(), StandardCharsets.UTF_8))
                .containsExactly("{\"data\":\"test1\"}", "{\"data\":\"test2\"}", "{\"data\":\"test3\"}");
    }

    @Test
    void case10ABatchForAnInvalidEventType() throws Exception {
        assertThat(post(EVENTS.replace("customer.changed.0", "invalid"), "[{},{}]")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void case11ABatchWithoutAuthentication() throws Exception {
        assertThat(withoutKey(EVENTS, "[{}]").statusCode()).isEqualTo(401);
    }

    @Test
    void case12ABatchOfAThousand() throws Exception {
        String batch = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"data\":\"test" + i + "\",\"timestamp\":" + (1_700_000_000_000L + i) + "}")
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(stored(accepted(post(EVENTS, batch)))).hasSize(1000);
    }

    @Test
    void case13AnEventTimeHeader() throws Exception {
        JsonNode answer = accepted(post(EVENT, "{}", "x-flowcore-event-time", EVENT_TIME));

        assertThat(stored(answer).get(0).metadata()).containsEntry("event-time", EVENT_TIME);
    }

    @Test
    void case14AValidTimeHeader() throws Exception {
        JsonNode answer = accepted(post(EVENT, "{}", "x-flowcore-valid-time", VALID_TIME));

        assertThat(stored(answer).get(0).metadata()).containsEntry("valid-time-on/stored-event", VALID_TIME);
    }

    @Test
    void case15AMetadataHeader() throws Exception {
        Map<String, String> metadata = Map.of(
                "ttl-on/stored-event", "86400",
                "notify-on/stored-event", "true",
                "do-not-archive-on/stored-event", "false",
                "producer/name", "test-producer",
                "customField", "customValue");

        JsonNode answer = accepted(post(EVENT, "{}", "x-flowcore-metadata-json", base64(metadata)));

        assertThat(stored(answer).get(0).metadata())
                .containsAllEntriesOf(metadata)
                .containsKeys("producer", "ingested-at");
    }

    @Test
    void case16ThreeHeadersTogether() throws Exception {
        Map<String, String> metadata = Map.of("ttl-on/stored-event", "3600", "notify-on/stored-event", "true");

        JsonNode answer = accepted(post(
                EVENT,
                "{}",
                "x-flowcore-event-time",
                EVENT_TIME,
                "x-flowcore-valid-time",
                VALID_TIME,
                "x-flowcore-metadata-json",
                base64(metadata)));

        assertThat(stored(answer).get(0).metadata())
                .containsAllEntriesOf(metadata)
                .containsEntry("event-time", EVENT_TIME)
                .containsEntry("valid-time-on/stored-event", VALID_TIME);
    }

    @Test
    void case17AnEventTimeKey() throws Exception {
        JsonNode answer = accepted(post(
                EVENTS,
                "[{\"timestamp\":\"2024-01-15T10:30:00.000Z\"},{\"timestamp\":\"2024-01-15T10:31:00.000Z\"}]",
                "x-flowcore-event-time-key",
                "timestamp"));

        assertThat(stored(answer))
                .extracting(event -> event.metadata().get("event-time"))
                .containsExactly("2024-01-15T10:30:00.000Z", "2024-01-15T10:31:00.000Z");
    }

    @Test
    void case18AValidTimeKey() throws Exception {
        JsonNode answer = accepted(post(
                EVENTS,
                "[{\"validAt\":\"2024-01-15T11:00:00.000Z\"},{\"validAt\":\"2024-01-15T11:01:00.000Z\"}]",
                "x-flowcore-valid-time-key",
                "validAt"));

        assertThat(stored(answer))
                .extracting(event -> event.metadata().get("valid-time-on/stored-event"))
                .containsExactly("2024-01-15T11:00:00.000Z", "2024-01-15T11:01:00.000Z");
    }

    @Test
    void case19MetadataOnABatch() throws Exception {
        Map<String, String> metadata = Map.of("ttl-on/stored-event", "7200", "do-not-archive-on/stored-event", "true");

        JsonNode answer = accepted(post(EVENTS, "[{},{},{}]", "x-flowcore-metadata-json", base64(metadata)));

        assertThat(stored(answer)).hasSize(3).allSatisfy(event -> assertThat(event.metadata())
                .containsAllEntriesOf(metadata));
    }

    @Test
    void case20BothKeysAndMetadata() throws Exception {
        JsonNode answer = accepted(post(
                EVENTS,
                "[{\"t\":\"2024-01-15T10:30:00.000Z\",\"v\":\"2024-01-15T11:00:00.000Z\"},"
                        + "{\"t\":\"2024-01-15T10:31:00.000Z\",\"v\":\"2024-01-15T11:01:00.000Z\"}]",
                "x-flowcore-event-time-key",
                "t",
                "x-flowcore-valid-time-key",
                "v",
                "x-flowcore-metadata-json",
                base64(Map.of("notify-on/stored-event", "true"))));

        assertThat(stored(answer))
                .extracting(event -> event.metadata().get("event-time") + " "
                        + event.metadata().get("valid-time-on/stored-event") + " "
                        + event.metadata().get("notify-on/stored-event"))
                .containsExactly(
                        "2024-01-15T10:30:00.000Z 2024-01-15T11:00:00.000Z true",
                        "2024-01-15T10:31:00.000Z 2024-01-15T11:01:00.000Z true");
    }

    @Test
    void case21TheEventIsStoredUnderItsTenant() throws Exception {
        JsonNode answer = accepted(post(EVENT, "{\"data\":\"test\"}"));

        assertThat(stored(answer).get(0).type().tenant()).isEqualTo("acme");
    }

    @Test
    void case22MetadataThatAreNotBase64() throws Exception {
        assertThat(post(EVENT, "{}", "x-flowcore-metadata-json", "invalid-base64!")
                        .statusCode())
                .isEqualTo(400);
    }

    private static HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + RunningIngestion.KEY));
        all.addAll(List.of(headers));
        return server.post(path, body, all.toArray(String[]::new));
    }

    private static HttpResponse<String> withoutKey(String path, String body) throws IOException, InterruptedException {
        return server.send(HttpRequest.newBuilder(server.request(path).build().uri())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode accepted(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** The stored events of an answer, in the order of its ids; each id once. */
    private static List<StoredEvent> stored(JsonNode answer) throws IOException {
        List<UUID> ids = answer.has("eventId")
                ? List.of(UUID.fromString(answer.get("eventId").textValue()))
                : JSON.readerForListOf(UUID.class).readValue(answer.get("eventIds"));
        assertThat(ids).doesNotHaveDuplicates();
        Map<UUID, StoredEvent> byId = server.stored("customer.changed.0").stream()
                .collect(Collectors.toMap(StoredEvent::eventId, event -> event));
        assertThat(byId).containsKeys(ids.toArray(UUID[]::new));
        return ids.stream().map(byId::get).toList();
    }

    private static String base64(Map<String, String> metadata) throws IOException {
        return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(metadata));
    }
}
