package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.ingest.store.SettableClock;

/** The reading API as it is shipped. Of the three hours written here the first is archived and no longer hot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST = "20240115100000";
    private static final String SECOND = "20240115110000";
    private static final String THIRD = "20240116090000";

    @TempDir
    static Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2024-02-01T00:00:00Z"));
    private final List<String> ids = new ArrayList<>();
    private RunningIngestion server;
    private EventType changed;
    private EventType moved;

    @BeforeAll
    void start() throws Exception {
        server = new RunningIngestion(folder, Map.of(), Map.of("clock", new SettableClock(now)));
        changed = server.service()
                .catalog()
                .eventType(server.type("customer.changed.0"))
                .orElseThrow();
        moved = server.service()
                .catalog()
                .eventType(server.type("customer.moved.0"))
                .orElseThrow();
        write("customer.changed.0", "2024-01-15T10:00:00.000Z", "2024-01-15T10:20:00.000Z", "2024-01-15T10:40:00.000Z");
        now.updateAndGet(time -> time.plus(Duration.ofDays(2)));
        write("customer.moved.0", "2024-01-15T10:10:00.000Z");
        now.updateAndGet(time -> time.plus(Duration.ofDays(2)));
        server.keep("ingestArchiving");
        server.keep("ingestExpiring");
        assertThat(server.service().store().count(server.type("customer.changed.0")))
                .as("events that are still hot")
                .isZero();
        write("customer.changed.0", "2024-01-15T10:30:00.000Z", "2024-01-15T11:00:00.000Z");
        write("customer.changed.0", "2024-01-16T09:00:00.000Z");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void write(String eventType, String... times) throws Exception {
        StringBuilder batch = new StringBuilder("[");
        for (String time : times) {
            batch.append(batch.length() == 1 ? "" : ",")
                    .append("{\"at\":\"")
                    .append(time)
                    .append("\",\"n\":1.0}");
        }
        HttpResponse<String> answer = server.post(
                "/events/acme/retail/customer.0/" + eventType, batch + "]", "x-flowcore-event-time-key", "at");
        assertThat(answer.statusCode()).isEqualTo(200);
        JSON.readTree(answer.body()).path("eventIds").forEach(id -> ids.add(id.asText()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return server.send(server.request(path).GET().build());
    }

    private JsonNode read(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode read(String path, String body) throws Exception {
        HttpResponse<String> answer = server.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String events(String bucket) {
        return "/api/v1/events?eventTypeId=" + changed.id() + "&timeBucket=" + bucket;
    }

    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        list.forEach(item ->
                texts.add(field.isEmpty() ? item.asText() : item.at(field).asText()));
        return texts;
    }

    private List<String> times(String path) throws Exception {
        return texts(read(path).path("events"), "/payload/at").stream()
                .map(at -> at.substring(11, 16))
                .toList();
    }

    @Test
    void bucketsAreAscendingAndOnlyThoseThatHaveEventsHotOrCold() throws Exception {
        JsonNode answer = read("/api/v1/time-buckets?eventTypeId=" + changed.id());

        assertThat(texts(answer.path("timeBuckets"), "")).containsExactly(FIRST, SECOND, THIRD);
        assertThat(answer.has("nextCursor")).isFalse();
        assertThat(texts(read("/api/v1/time-buckets?eventTypeId=" + moved.id()).path("timeBuckets"), ""))
                .containsExactly(FIRST);
    }

    @Test
    void bucketsComeInPagesAndInBothOrdersAndByName() throws Exception {
        String all = "/api/v1/time-buckets?eventTypeId=" + changed.id() + "&pageSize=2";
        JsonNode first = read(all);
        JsonNode second = read(all + "&cursor=" + first.path("nextCursor").asLong());

        assertThat(texts(first.path("timeBuckets"), "")).containsExactly(FIRST, SECOND);
        assertThat(first.path("nextCursor").isNumber()).isTrue();
        assertThat(texts(second.path("timeBuckets"), "")).containsExactly(THIRD);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(texts(read(all + "&order=desc").path("timeBuckets"), "")).containsExactly(THIRD, SECOND);
        JsonNode named = read(
                "/api/v1/time-buckets/by-names",
                names("").replace("}", ",\"fromTimeBucket\":\"" + SECOND + "\",\"toTimeBucket\":\"" + SECOND + "\"}"));
        assertThat(texts(named.path("timeBuckets"), "")).containsExactly(SECOND);
    }

    @Test
    void hotAndColdEventsAreReadAsOneInTheOrderOfTheirTime() throws Exception {
        assertThat(times(events(FIRST))).containsExactly("10:00", "10:20", "10:30", "10:40");
        assertThat(times(events(FIRST) + "&order=desc")).containsExactly("10:40", "10:30", "10:20", "10:00");
    }

    @Test
    void aPageEndsWithTheCursorOfTheNextAndTheLastWithNone() throws Exception {
        JsonNode first = read(events(FIRST) + "&pageSize=3");
        JsonNode second = read(
                events(FIRST) + "&pageSize=3&cursor=" + first.path("nextCursor").asText());

        assertThat(first.path("events")).hasSize(3);
        assertThat(first.path("nextCursor").isTextual()).isTrue();
        assertThat(texts(second.path("events"), "/payload/at")).containsExactly("2024-01-15T10:40:00.000Z");
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(read(events(FIRST) + "&pageSize=4").has("nextCursor")).isFalse();
        assertThat(read(events(FIRST) + "&pageSize=2&order=desc").has("nextCursor"))
                .isFalse();
    }

    @Test
    void idsAreComparedByTimeAndNeedNotBeThoseOfEvents() throws Exception {
        List<String> inOrder = texts(read(events(FIRST)).path("events"), "/eventId");
        String synthetic = "4f1c1100-b38d-11ee-8000-000000000000";

        assertThat(times(events(FIRST) + "&afterEventId=" + inOrder.get(1))).containsExactly("10:30", "10:40");
        assertThat(times(events(FIRST) + "&fromEventId=" + inOrder.get(1))).containsExactly("10:20", "10:30", "10:40");
        assertThat(times(events(FIRST) + "&fromEventId=" + inOrder.get(1) + "&afterEventId=" + inOrder.get(2)))
                .containsExactly("10:20", "10:30", "10:40");
        assertThat(times(events(FIRST) + "&toEventId=" + inOrder.get(1))).containsExactly("10:00", "10:20");
        assertThat(times(events(FIRST) + "&afterEventId=" + synthetic).size()
                        + times(events(FIRST) + "&toEventId=" + synthetic).size())
                .isEqualTo(4);
    }

    @Test
    void anEventHasTheFieldsThatClientsRequireAndItsBytes() throws Exception {
        HttpResponse<String> answer = get(events(SECOND));
        JsonNode event = JSON.readTree(answer.body()).path("events").get(0);

        assertThat(answer.body()).contains("\"payload\":{\"at\":\"2024-01-15T11:00:00.000Z\",\"n\":1.0}");
        assertThat(event.path("eventId").asText()).isIn(ids);
        assertThat(event.path("timeBucket").asText()).isEqualTo(SECOND);
        assertThat(event.path("tenant").asText()).isEqualTo("acme");
        assertThat(event.path("dataCoreId").asText()).isEqualTo(RunningIngestion.DATA_CORE_ID);
        assertThat(event.path("flowType").asText()).isEqualTo("customer.0");
        assertThat(event.path("eventType").asText()).isEqualTo("customer.changed.0");
        assertThat(event.path("validTime").asText()).isEqualTo("2024-01-15T11:00:00.000Z");
        assertThat(event.at("/metadata/event-time").asText()).isEqualTo("2024-01-15T11:00:00.000Z");
        assertThat(event.at("/metadata/ingested-at").asText()).isEqualTo("2024-02-05T00:00:00.000Z");
    }

    @Test
    void severalTypesAreReadAsOneById() throws Exception {
        assertThat(times(events(FIRST) + "&eventTypeId=" + moved.id()))
                .containsExactly("10:00", "10:10", "10:20", "10:30", "10:40");
    }

    @Test
    void severalTypesAreReadAsOneByName() throws Exception {
        JsonNode page = read(
                "/api/v1/events?pageSize=2",
                names(",\"customer.moved.0\"").replace("}", ",\"timeBucket\":\"" + FIRST + "\"}"));

        assertThat(texts(page.path("events"), "/payload/at"))
                .containsExactly("2024-01-15T10:00:00.000Z", "2024-01-15T10:10:00.000Z");
        assertThat(page.path("nextCursor").asText())
                .isEqualTo(page.at("/events/1/eventId").asText());
    }

    @Test
    void whatWasKnownAndValidAtATimeCanBeRead() throws Exception {
        assertThat(times(events(FIRST) + "&knownAt=2024-02-03T00:00:00.000Z"))
                .containsExactly("10:00", "10:20", "10:40");
        assertThat(times(events(FIRST) + "&validAt=2024-01-15T10:30:00.000Z"))
                .containsExactly("10:00", "10:20", "10:30");
        assertThat(times(events(FIRST) + "&validAt=2024-01-15T10:30:00.000Z&knownAt=2024-02-03T00:00:00.000Z"))
                .containsExactly("10:00", "10:20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/events?eventTypeId=00000000-0000-4000-8000-000000000009&timeBucket=20240115100000",
                "/api/v1/event-types/00000000-0000-4000-8000-000000000009",
                "/api/v1/tenants/by-name/other",
                "/api/v1/tenants/by-name/nobody/instance",
                "/api/v1/tenants/translate-name-to-id/other",
                "/api/v1/data-cores/00000000-0000-4000-8000-000000000001",
                "/api/v1/data-cores/a/b",
                "/api/v1/tenants/by-name/%25ZZ",
                "/api/v1/time-buckets/elsewhere",
            })
    void whatIsAnotherTenantsAndWhatThereIsNotGetOneAnswer(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("Not Found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeBucket=2024011510",
                "timeBucket=20241315100000",
                "timeBucket=20240115103000",
                "timeBucket=",
                "timeBucket=20240115100000&pageSize=0",
                "timeBucket=20240115100000&pageSize=-1",
                "timeBucket=20240115100000&pageSize=1&pageSize=2",
                "timeBucket=20240115100000&order=up",
                "timeBucket=20240115100000&cursor=x",
                "timeBucket=20240115100000&afterEventId=00000000-0000-4000-8000-000000000009",
                "timeBucket=20240115100000&knownAt=yesterday",
            })
    void aParameterOfAWrongFormIsNamed(String query) throws Exception {
        HttpResponse<String> answer = get("/api/v1/events?eventTypeId=" + changed.id() + "&" + query);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("UNPROCESSABLE_CONTENT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "null", "{\"tenant\":"})
    void aBodyThatIsNoObjectIsRefused(String body) throws Exception {
        assertThat(server.post("/api/v1/events", body).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLargeOrTooDeepIsRefused() throws Exception {
        assertThat(server.post("/api/v1/events", "[".repeat(50_000)).statusCode())
                .isEqualTo(400);
        assertThat(server.post("/api/v1/events", "\"" + "x".repeat(70_000) + "\"")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void withoutAKeyNothingIsRead() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        server.request(events(FIRST)).build().uri())
                .build();

        assertThat(server.send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void namesAreLookedUpAsTheClientsDoIt() throws Exception {
        JsonNode tenant = read("/api/v1/tenants/translate-name-to-id/acme");
        JsonNode dataCores = read("/api/v1/data-cores?tenant=acme&name=retail");
        JsonNode flowTypes =
                read("/api/v1/flow-types?dataCoreId=" + RunningIngestion.DATA_CORE_ID + "&name=customer.0");
        JsonNode eventTypes = read(
                "/api/v1/event-types?flowTypeId=" + flowTypes.get(0).path("id").asText());

        assertThat(read("/api/v1/tenants/by-name/acme/instance").toString())
                .isIn("{\"isDedicated\":false,\"instance\":null}", "{\"instance\":null,\"isDedicated\":false}");
        assertThat(dataCores).hasSize(1);
        assertThat(dataCores.get(0).path("id").asText()).isEqualTo(RunningIngestion.DATA_CORE_ID);
        assertThat(dataCores.get(0).path("tenantId")).isEqualTo(tenant.path("id"));
        assertThat(texts(eventTypes, "/name")).containsExactly("customer.changed.0", "customer.moved.0");
        assertThat(eventTypes.get(0).path("id").asText()).isEqualTo(changed.id().toString());
        assertThat(read("/api/v1/event-types/" + changed.id()).path("name").asText())
                .isEqualTo("customer.changed.0");
        assertThat(read("/api/v1/data-cores?tenant=other")).isEmpty();
    }

    @Test
    void whatIsAnotherTenantsDoesNotExist() throws Exception {
        assertThat(read("/api/v1/event-types/" + changed.id() + "/exists").toString())
                .isEqualTo("{\"exists\":true}");
        for (String missing : List.of(
                "data-cores/00000000-0000-4000-8000-000000000001", "flow-types/00000000-0000-4000-8000-000000000009")) {
            assertThat(read("/api/v1/" + missing + "/exists").toString()).isEqualTo("{\"exists\":false}");
        }
    }

    private static String names(String moreTypes) {
        return "{\"tenant\":\"acme\",\"dataCoreId\":\"" + RunningIngestion.DATA_CORE_ID
                + "\",\"flowType\":\"customer.0\",\"eventTypes\":[\"customer.changed.0\"" + moreTypes + "]}";
    }
}
