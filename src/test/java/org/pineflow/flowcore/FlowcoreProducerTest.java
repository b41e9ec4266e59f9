package org.pineflow.flowcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.after;
import static org.pineflow.flowcore.ScriptedSink.cut;
import static org.pineflow.flowcore.ScriptedSink.reset;
import static org.pineflow.flowcore.ScriptedSink.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.flowcore.ScriptedSink.Received;
import org.pineflow.flowcore.client.FakeTime;
import org.pineflow.flowcore.client.RefusedEvent;
import org.pineflow.network.NobodyThere;

class FlowcoreProducerTest {

    private static final String KEY = "fc_abc_s3cr3t/+";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final ScriptedSink sink = new ScriptedSink();
    private final FakeTime time = FakeTime.passing();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private FlowcoreConfiguration options;

    @BeforeEach
    void start() {
        FlowcoreComponent component = new FlowcoreComponent(time, Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));
        options = component.getConfiguration();
        options.setBaseUrl(sink.url() + "/base/");
        options.setTenant("acme");
        options.setDataCore("my core");
        options.setApiKey(KEY);
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
    void aBatchTravelsAsItCameWithAllThatTheWebhookWants() {
        options.setMetadata("{\"source\":\"Māori\"}");
        options.setTimeToLive(Duration.ofHours(12).toMillis());
        options.setEphemeral(true);
        options.setEventTimeKey("_eventTime");
        EventBatch batch =
                batch("{\"rve\":2024010113245600023, \"x\":1.0,\"y\":1e400,\"name\":\"\\u0041é\"}", "{\"n\":2}");

        Exchange exchange = send("flowcore:events:order.0/order.placed.0", batch);

        assertThat(exchange.getException()).isNull();
        Received request = sink.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /base/events/acme/my%20core/order.0/order.placed.0 HTTP/1.1");
        assertThat(request.body()).isEqualTo(batch.toBytes());
        assertThat(request.headers())
                .containsEntry("authorization", KEY)
                .containsEntry("content-type", "application/json")
                .containsEntry("content-encoding", "gzip")
                .containsEntry("x-flowcore-event-time-key", "_eventTime")
                .doesNotContainKey("x-flowcore-valid-time-key");
        assertThat(new String(
                        Base64.getDecoder().decode(request.headers().get("x-flowcore-metadata-json")),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"source\":\"M\\u0101ori\",\"ttl-on/stored-event\":\"12h\","
                        + "\"do-not-archive-on/stored-event\":\"true\"}");
        assertThat(exchange.getMessage().getHeader(FlowcoreConstants.EVENT_IDS, List.class))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "none"})
    void everyCompressionArrives(String compression) {
        EventBatch batch = batch(objects(50));
        send("flowcore:events:f/e?compression=" + compression, batch);
        assertThat(sink.requests().get(0).body()).isEqualTo(batch.toBytes());
    }

    @Test
    void aBatchOverALimitIsSplitInOrder() {
        EventBatch batch = batch(objects(25));
        send("flowcore:events:f/e?maxBatchEvents=10", batch);
        assertThat(sink.requests()).extracting(request -> request.json().size()).containsExactly(10, 10, 5);
        assertThat(arrived()).isEqualTo(numbers(0, 25));

        send("flowcore:events:g/e?maxBatchBytes=30&compression=none", batch(objects(9)));
        assertThat(sink.requests().subList(3, sink.requests().size()))
                .allMatch(request -> request.raw().length <= 30)
                .extracting(request -> request.json().size())
                .containsExactly(3, 3, 3);
    }

    @Test
    void anEventThatIsTooLargeIsRefusedAloneBeforeItIsSent() {
        String large = "{\"n\":1,\"x\":\"" + "x".repeat(64_000) + "\"}";
        Exchange exchange = send("flowcore:events:f/e", batch("{\"n\":0}", large, "{\"n\":2}"));

        assertThat(arrived()).containsExactly(0, 2);
        FlowcoreRejectedException rejected = exchange.getException(FlowcoreRejectedException.class);
        assertThat(rejected)
                .hasMessageContaining("Event size exceeds maximum limit of 64000 bytes")
                .hasMessageContaining("key k1, rve 2026010100000000001");
        assertThat(rejected.getStream()).hasValue("orders");
        RefusedEvent refused = rejected.getRefused().get(0);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).isEqualTo(large);
        assertThat(refused.tries()).isZero();
        assertThat(refused.status()).isZero();
        assertThat(refused.headers())
                .as("what it can be sent with when the sink takes more")
                .containsEntry("Content-Type", "application/json")
                .containsKey("Idempotency-Key")
                .doesNotContainKey("Authorization");
        assertThat(exchange.getMessage().getBody(EventBatch.class))
                .extracting(Event::key)
                .containsExactly("k1");
    }

    @Test
    void aBatchForSingleEventsIsSentOneByOneWithTheTimesOfItsFields() {
        EventBatch batch =
                batch("{\"n\":0,\"at\":\"2026-01-31T12:00:00.5+02:00\"}", "{\"n\":1,\"at\":\"soon\"}", "{\"n\":2}");
        Exchange exchange = send("flowcore:event:f/e?eventTimeKey=at", batch);

        assertThat(sink.requests()).extracting(Received::text).containsExactly(events(batch));
        assertThat(sink.requests())
                .extracting(request -> request.headers().get("x-flowcore-event-time"))
                .containsExactly("2026-01-31T10:00:00.500Z", null, null);
        assertThat(exchange.getMessage().getHeader(FlowcoreConstants.EVENT_IDS, List.class))
                .hasSize(3);
    }

    @Test
    void theTimesOfASingleEventComeFromHeadersOfEveryForm() {
        for (Object form : List.of(NOW, Date.from(NOW), "2026-01-31T14:00:00+02:00")) {
            send("flowcore:event:f/e", "{}", exchange -> {
                exchange.getMessage().setHeader(FlowcoreConstants.EVENT_TIME, form);
                exchange.getMessage().setHeader(FlowcoreConstants.VALID_TIME, form);
            });
        }
        assertThat(sink.requests()).hasSize(3).allSatisfy(request -> assertThat(request.headers())
                .containsEntry("x-flowcore-event-time", "2026-01-31T12:00:00.000Z")
                .containsEntry("x-flowcore-valid-time", "2026-01-31T12:00:00.000Z"));
        Exchange bad = send("flowcore:event:f/e", "{}", exchange -> exchange.getMessage()
                .setHeader(FlowcoreConstants.EVENT_TIME, "yesterday"));
        assertThat(bad.getException()).hasMessageContaining(FlowcoreConstants.EVENT_TIME);
    }

    @Test
    void everyKindOfBodyArrives() {
        Event event = batch("{\"n\":7}").get(0);
        byte[] bytes = "[{\"n\":2},\n {\"n\":3}]".getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(
                " [ {\"n\":1} ] ",
                bytes,
                stream("\ufeff[{\"n\":4}]"),
                Map.of("n", 5),
                List.of("{\"n\":6}", event, Map.of("n", 8), "{\"n\":9}".getBytes(StandardCharsets.UTF_8)),
                event)) {
            assertThat(send("flowcore:events:f/e", body).getException()).isNull();
        }
        assertThat(arrived()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 7);

        for (Object body : List.of("\"text\"", "12345678901234567890.0", "[1,2]", Map.of("n", 1), event)) {
            assertThat(send("flowcore:event:f/e", body).getException()).isNull();
        }
        assertThat(sink.requests().subList(6, 11))
                .extracting(Received::text)
                .containsExactly("\"text\"", "12345678901234567890.0", "[1,2]", "{\"n\":1}", "{\"n\":7}");
    }

    @Test
    void anEmptyListSendsNothing() {
        Exchange exchange = send("flowcore:events:f/e", "[]");
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FlowcoreConstants.EVENT_IDS, List.class))
                .isEmpty();
        assertThat(sink.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    events | {"n":1}      | must be a JSON array of objects
                    events | [{"n":1},2]  | element 1 of the JSON array is no object
                    events | [{"n":1}     | is no JSON
                    events | [{"n":1}] x  | is no JSON
                    events | [{}] []      | more after the end
                    event  | {"n":        | line 1, column
                    event  | 1 2          | more after the end
                    event  | ''           | empty
                    """)
    void aBodyThatHoldsNoEventsIsRefusedWholeAndUnsent(String operation, String body, String reason) {
        Exchange exchange = send("flowcore:" + operation + ":f/e", body);
        FlowcoreRejectedException rejected = exchange.getException(FlowcoreRejectedException.class);
        assertThat(rejected).hasMessageContaining(reason);
        assertThat(new String(rejected.getRefused().get(0).body(), StandardCharsets.UTF_8))
                .isEqualTo(body);
        assertThat(sink.requests()).isEmpty();
    }

    @Test
    void aRequestThatWasStoredAndCutComesAgainByteForByteUnderTheSameKey() {
        sink.then(cut(), reset(), status(503, ""), accept());
        Exchange exchange = send("flowcore:events:f/e", batch(objects(5)));

        assertThat(exchange.getException()).isNull();
        assertThat(sink.requests()).hasSize(4).allSatisfy(request -> {
            assertThat(request.raw()).isEqualTo(sink.requests().get(0).raw());
            assertThat(request.headers()).isEqualTo(sink.requests().get(0).headers());
        });
        assertThat(time.waited()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anOutageOutlivesTheExchangeAndTheRequestStaysTheSame() {
        sink.then(accept(), status(503, "", "Retry-After: 60"));
        EventBatch batch = batch(objects(10));
        Exchange first = send("flowcore:events:f/e?maxBatchEvents=5", batch);
        FlowcoreUnavailableException unavailable = first.getException(FlowcoreUnavailableException.class);
        assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(unavailable.getStatus()).isEqualTo(503);

        assertThat(send("flowcore:events:f/e?maxBatchEvents=5", batch).getException())
                .as("while the gate is closed")
                .isInstanceOf(FlowcoreUnavailableException.class);
        assertThat(sink.requests()).hasSize(2);

        time.advance(Duration.ofSeconds(60));
        assertThat(send("flowcore:events:f/e?maxBatchEvents=5", batch).getException())
                .isNull();
        assertThat(sink.requests()).hasSize(3);
        assertThat(sink.requests().get(2).raw())
                .isEqualTo(sink.requests().get(1).raw());
        assertThat(sink.requests().get(2).headers())
                .isEqualTo(sink.requests().get(1).headers());

        assertThat(send("flowcore:events:f/e?maxBatchEvents=5", batch).getException())
                .isNull();
        assertThat(sink.requests())
                .as("requests for a batch that has its receipt")
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 504, 599})
    void retryAfterIsHonouredAsSecondsAndAsDate(int status) {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(90).atOffset(ZoneOffset.UTC));
        for (String value : List.of("90", date)) {
            sink.then(status(status, "", "Retry-After: " + value));
            FlowcoreUnavailableException unavailable =
                    send("flowcore:event:f/e", "{}").getException(FlowcoreUnavailableException.class);
            assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(90));
            assertThat(unavailable)
                    .hasMessageContaining("HTTP " + status)
                    .hasMessageContaining("try again in 90000 ms");
            time.advance(Duration.ofSeconds(90));
        }
    }

    @Test
    void oneGateHoldsAllEndpointsOfASink() {
        sink.then(status(429, "", "Retry-After: 60"));
        send("flowcore:event:f/e", "{}");
        assertThat(send("flowcore:events:g/h", "[{}]").getException()).isInstanceOf(FlowcoreUnavailableException.class);
        assertThat(sink.requests()).hasSize(1);
    }

    @Test
    void aSinkThatDoesNotAnswerInTimeIsUnavailable() {
        CountDownLatch never = new CountDownLatch(1);
        options.setRequestTimeout(100);
        options.setRetryDelay(3_600_000);
        options.setRetryMaxDelay(3_600_000);
        sink.then(after(never, accept()));
        assertThat(send("flowcore:event:f/e", "{}").getException())
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("no answer within 100 ms");
        time.advance(Duration.ofHours(1));
        sink.then(sink.trickle());
        assertThat(send("flowcore:event:f/e", "{}").getException())
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("no answer within 100 ms");
    }

    @Test
    void aSinkThatIsNotThereIsUnavailable() throws Exception {
        try (NobodyThere nobody = new NobodyThere()) {
            assertThat(send("flowcore:event:f/e?baseUrl=" + nobody.url(), "{}").getException())
                    .isInstanceOf(FlowcoreUnavailableException.class)
                    .hasMessageContaining("cannot connect");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    401 | {"message":"no"}                    | check apiKey
                    403 | {}                                  | may not ingest
                    404 | {}                                  | flow type and event type exist
                    405 | {}                                  | check baseUrl
                    415 | {}                                  | check baseUrl
                    410 | {}                                  | check the set-up
                    302 | ''                                  | redirects are not followed
                    200 | <html>Login</html>                  | no JSON object
                    200 | ''                                  | is empty
                    204 | ''                                  | is empty
                    200 | {"success":false,"eventIds":["a"]}  | success:false
                    200 | {"eventIds":["a"]}                  | 1 event ids for 2 events
                    200 | {"eventIds":["a","b","c"]}          | 3 event ids for 2 events
                    200 | {"eventIds":["a",1]}                | 1 event ids for 2 events
                    200 | {}                                  | 0 event ids for 2 events
                    """)
    void aWrongSetUpGivesUpNoEventAndTurnsReadinessDown(int status, String answer, String advice) {
        sink.then(status(status, status == 204 ? "" : answer, "Location: http://127.0.0.1:1/"));
        EventBatch batch = batch(objects(2));
        FlowcoreDeniedException denied = send("flowcore:events:f/e", batch).getException(FlowcoreDeniedException.class);
        assertThat(denied).hasMessageContaining(advice).hasMessageContaining("/events/acme/my%20core/f/e");
        assertThat(denied.getStatus()).isEqualTo(status);
        assertThat(denied.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(readiness().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(readiness().getMessage().orElseThrow()).contains(advice);

        send("flowcore:events:f/e", batch(objects(3)));
        assertThat(sink.requests()).as("requests within the second").hasSize(1);
        send("flowcore:events:other/e", batch(objects(3)));
        assertThat(sink.requests()).as("requests of another endpoint").hasSize(2);

        // The holder decides when it tries again, and is not kept from it.
        time.advance(Duration.ofSeconds(1));
        assertThat(send("flowcore:events:f/e", batch).getException()).isNull();
        assertThat(sink.requests().get(2).raw())
                .isEqualTo(sink.requests().get(0).raw());
        assertThat(readiness().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        sink.then(status(200, "{\"x\":\"" + "x".repeat(2 << 20) + "\",\"eventId\":\"a\"}"));
        assertThat(send("flowcore:event:f/e", "{}").getException()).isInstanceOf(FlowcoreDeniedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void theRefusedEventsStandAloneAndTheRestIsDelivered(int status) {
        refuse(status, Set.of(3, 11));
        Exchange exchange = send("flowcore:events:f/e", batch(objects(20)));

        FlowcoreRejectedException rejected = exchange.getException(FlowcoreRejectedException.class);
        assertThat(rejected.getRefused()).extracting(RefusedEvent::key).containsExactly("k3", "k11");
        RefusedEvent refused = rejected.getRefused().get(1);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.answer()).isEqualTo("\ufffd[31mno ***");
        assertThat(refused.tries()).isGreaterThan(1);
        assertThat(refused.target()).isEqualTo(sink.url() + "/base/events/acme/my%20core/f/e");
        assertThat(refused.headers()).containsKey("Idempotency-Key").doesNotContainKey("Authorization");
        assertThat(exchange.getMessage().getBody(EventBatch.class))
                .extracting(Event::toString)
                .containsExactly("{\"n\":3}", "{\"n\":11}");
        assertThat(exchange.getMessage().getHeader(FlowcoreConstants.EVENT_IDS, List.class))
                .hasSize(18);
    }

    /** Whole, and as two requests of 500: each level of halves is refused once, and the event itself. */
    @ParameterizedTest
    @CsvSource({"1000, 11", "500, 10"})
    void oneRefusedEventAmongAThousandIsFoundWithFewRefusalsAndTheOrderIsKept(int maxBatchEvents, int refusals) {
        for (int poison : List.of(0, 437, 618, 999)) {
            int before = sink.requests().size();
            AtomicInteger refused = new AtomicInteger();
            List<Integer> stored = new CopyOnWriteArrayList<>();
            sink.otherwise(request -> {
                List<Integer> numbers = numbers(request);
                if (numbers.contains(poison)) {
                    refused.incrementAndGet();
                    return status(400, "poison");
                }
                stored.addAll(numbers);
                return accept();
            });
            Exchange exchange = send("flowcore:events:f/e?maxBatchEvents=" + maxBatchEvents, batch(objects(1000)));
            assertThat(exchange.getException(FlowcoreRejectedException.class).getRefused())
                    .extracting(RefusedEvent::index)
                    .containsExactly(poison);
            assertThat(refused.get()).isBetween(refusals - 1, refusals);
            List<Integer> rest = new ArrayList<>(numbers(0, 1000));
            rest.remove(Integer.valueOf(poison));
            assertThat(stored).isEqualTo(rest);
            assertThat(sink.requests().size() - before).isLessThanOrEqualTo(2 * refusals);
        }
    }

    @Test
    void refusedEventsOfOtherBodiesKeepTheFormThatTheyCameIn() {
        refuse(400, Set.of(1));
        assertThat(send("flowcore:events:f/e", "[{\"n\":0},{\"n\":1}]")
                        .getMessage()
                        .getBody())
                .isEqualTo("[{\"n\":1}]");
        assertThat(send("flowcore:events:f/e", List.of(Map.of("n", 0), Map.of("n", 1)))
                        .getMessage()
                        .getBody())
                .isEqualTo(List.of(Map.of("n", 1)));
        assertThat(send("flowcore:event:f/e", "{\"n\":1}").getMessage().getBody())
                .isEqualTo("{\"n\":1}");
    }

    @Test
    void anOutageWinsOverARefusal() {
        refuse(400, Set.of(0));
        sink.then(status(400, ""), status(400, ""), status(503, "", "Retry-After: 60"));
        EventBatch batch = batch(objects(2));
        assertThat(send("flowcore:events:f/e", batch).getException()).isInstanceOf(FlowcoreUnavailableException.class);
        time.advance(Duration.ofSeconds(60));
        assertThat(send("flowcore:events:f/e", batch)
                        .getException(FlowcoreRejectedException.class)
                        .getRefused())
                .extracting(RefusedEvent::key)
                .containsExactly("k0");
        assertThat(sink.requests()).hasSize(4);
    }

    @Test
    void theSizeThatASinkTakesIsRemembered() {
        sink.otherwise(request -> request.body().length > 50 ? status(413, "large") : accept());
        send("flowcore:events:f/e", batch(objects(10)));
        assertThat(arrived(request -> request.body().length <= 50)).isEqualTo(numbers(0, 10));
        int before = sink.requests().size();
        send("flowcore:events:f/e", batch(objects(10)));
        assertThat(sink.requests().subList(before, sink.requests().size()))
                .allMatch(request -> request.body().length <= 50);
    }

    @Test
    void sixteenRefusedEventsInARowAreTheFaultOfTheSetUpAndNoneIsGivenUp() {
        sink.otherwise(request -> status(400, "no such schema"));
        EventBatch batch = batch(objects(40));
        assertThat(send("flowcore:events:f/e", batch).getException())
                .isInstanceOf(FlowcoreDeniedException.class)
                .hasMessageContaining("16 events in a row");
        assertThat(readiness().getState()).isEqualTo(HealthCheck.State.DOWN);

        sink.otherwise(request -> accept());
        time.advance(Duration.ofSeconds(60));
        int before = sink.requests().size();
        assertThat(send("flowcore:events:f/e", batch).getException()).isNull();
        List<Integer> arrived = new ArrayList<>();
        sink.requests().subList(before, sink.requests().size()).forEach(request -> arrived.addAll(numbers(request)));
        assertThat(arrived).isEqualTo(numbers(0, 40));
    }

    @Test
    void theKeyTellsEqualEventsApartAndKnowsTheSameAgain() {
        for (int i = 0; i < 2; i++) {
            send("flowcore:event:f/e", batch("{\"n\":1}"));
            send("flowcore:event:f/e", batch("{\"n\":1}", "{\"n\":1}"));
            send("flowcore:event:g/e", batch("{\"n\":1}"));
        }
        List<String> keys = sink.requests().stream()
                .map(request -> request.headers().get("idempotency-key"))
                .toList();
        assertThat(Set.copyOf(keys.subList(0, 4))).hasSize(4);
        assertThat(keys.subList(4, 8)).isEqualTo(keys.subList(0, 4));
        assertThat(keys).allMatch(key -> key.matches("[0-9a-f]{32}"));
    }

    @Test
    void batchesWithoutRveAreToldApartByTheirNumber() {
        for (long number : new long[] {1, 2, 1}) {
            EventBatchBuilder builder = new EventBatchBuilder();
            builder.add("{}".getBytes(StandardCharsets.UTF_8), "", 0);
            send("flowcore:events:f/e", builder.build(new BatchOrigin("s", "run", number)));
        }
        List<String> keys = sink.requests().stream()
                .map(request -> request.headers().get("idempotency-key"))
                .toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(2)).isNotEqualTo(keys.get(1));
    }

    @Test
    void aSingleEventOfAStreamKeepsItsKeyInEveryExchangeWhenItHasAnRve() {
        for (long rve : new long[] {2026010208001612300L, 2026010208001612300L, 0, 0}) {
            EventBatchBuilder builder = new EventBatchBuilder();
            builder.add("{}".getBytes(StandardCharsets.UTF_8), "", rve);
            send(
                    "flowcore:event:f/e",
                    builder.build(new BatchOrigin("s", "run", 1)).get(0));
        }
        List<String> keys = sink.requests().stream()
                .map(request -> request.headers().get("idempotency-key"))
                .toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        assertThat(Set.copyOf(keys)).hasSize(3);
    }

    @Test
    void theCallersKeyIsUsed() {
        Consumer<Exchange> mine =
                exchange -> exchange.getMessage().setHeader(FlowcoreConstants.IDEMPOTENCY_KEY, "order-17");
        send("flowcore:events:f/e", "[{},{}]", mine);
        send("flowcore:events:f/e?maxBatchEvents=1", "[{},{}]", mine);
        send("flowcore:events:f/e", "[{}]", exchange -> exchange.getMessage()
                .setHeader(FlowcoreConstants.IDEMPOTENCY_KEY, "a\r\nX-Evil: b"));
        assertThat(sink.requests())
                .extracting(request -> request.headers().get("idempotency-key"))
                .startsWith("order-17", "order-17.0-1", "order-17.1-2")
                .last()
                .asString()
                .matches("[0-9a-f]{32}");
        assertThat(sink.requests()).noneMatch(request -> request.headers().containsKey("x-evil"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "query"})
    void theKeyIsInNoErrorAndNoRefusal(String place) {
        options.setApiKeyIn(place);
        String encoded = "fc_abc_s3cr3t%2F%2B";
        String echo = KEY + " " + encoded;
        sink.then(status(401, echo), status(503, echo, "Retry-After: 9"), status(400, echo), cut());
        List<Throwable> errors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            errors.add(send("flowcore:event:f/e", "{}").getException());
            time.advance(Duration.ofMinutes(2));
        }
        assertThat(sink.requests().get(0).line().contains("?key=" + encoded)).isEqualTo(place.equals("query"));
        assertThat(sink.requests().get(0).headers().containsKey("authorization"))
                .isEqualTo(place.equals("header"));
        assertThat(errors.subList(0, 3)).doesNotContainNull().allSatisfy(error -> {
            assertThat(error.toString()).doesNotContain("s3cr3t");
            assertThat(error).hasNoCause();
        });
        RefusedEvent refused =
                ((FlowcoreRejectedException) errors.get(2)).getRefused().get(0);
        assertThat(refused.answer()).isEqualTo("*** ***");
        assertThat(refused.headers().toString() + refused.target()).doesNotContain("s3cr3t");
        assertThat(context.getEndpoints().toString()).doesNotContain("s3cr3t");
    }

    @Test
    void anEqualBodyThatComesAgainInOneExchangeIsSentAgain() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:loop").loop(3).to("flowcore:event:f/e");
                from("direct:split").split(body()).to("flowcore:event:f/e");
            }
        });
        send("direct:loop", "{\"n\":1}");
        assertThat(arrived()).containsExactly(1, 1, 1);
        send("direct:split", batch("{\"n\":2}", "{\"n\":2}"));
        assertThat(arrived()).containsExactly(1, 1, 1, 2, 2);
    }

    @Test
    void aRedeliveredStreamIsNotReadTwice() throws Exception {
        context.setStreamCaching(false);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .onException(FlowcoreUnavailableException.class)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .onRedelivery(exchange -> time.advance(Duration.ofSeconds(60)))
                        .end()
                        .to("flowcore:events:f/e?maxBatchEvents=1");
            }
        });
        sink.then(accept(), status(503, "", "Retry-After: 60"));
        assertThat(send("direct:stream", stream("[{\"n\":1},{\"n\":2}]")).getException())
                .isNull();
        assertThat(arrived()).containsExactly(1, 2, 2);
    }

    @Test
    void aProxyIsUsed() {
        options.setBaseUrl("http://webhook.invalid");
        options.setProxyHost("127.0.0.1");
        options.setProxyPort(Integer.parseInt(sink.url().replaceAll(".*:", "")));
        assertThat(send("flowcore:event:f/e", "{}").getException()).isNull();
        assertThat(sink.requests().get(0).line()).startsWith("POST http://webhook.invalid/event/acme/my%20core/f/e ");
    }

    @Test
    void endpointsWithOneAddressHaveAHealthCheckEach() {
        send("flowcore:events:f/e", "[]");
        send("flowcore:events:f/e?maxBatchEvents=2", "[]");
        assertThat(HealthCheckRegistry.get(context).getCheckIDs().stream()
                        .filter(id -> id.startsWith("producer:flowcore-")))
                .hasSize(2);
    }

    @Test
    void aBodyWithoutBytesIsTheRoutesMistake() {
        assertThat(send("flowcore:events:f/e", List.of(1)).getException())
                .hasMessageContaining("not java.lang.Integer");
        assertThat(send("flowcore:event:f/e", null).getException()).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void itCannotBeReadFrom() {
        assertThat(catchThrowable(
                        () -> context.getEndpoint("flowcore:event:f/e").createConsumer(exchange -> {})))
                .hasMessageContaining("cannot be read from");
    }

    private void refuse(int status, Set<Integer> poison) {
        sink.otherwise(request -> numbers(request).stream().anyMatch(poison::contains)
                ? status(status, "\u001b[31mno " + KEY)
                : accept());
    }

    private HealthCheck.Result readiness() {
        return HealthCheckRegistry.get(context)
                .getCheck("producer:flowcore-events:" + sink.url() + "/base/events/acme/my%20core/f/e")
                .orElseThrow()
                .callReadiness();
    }

    private Exchange send(String uri, Object body) {
        return send(uri, body, exchange -> {});
    }

    private Exchange send(String uri, Object body, Consumer<Exchange> more) {
        return context.createProducerTemplate().send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            more.accept(exchange);
        });
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static EventBatch batch(String... events) {
        EventBatchBuilder builder = new EventBatchBuilder();
        for (int i = 0; i < events.length; i++) {
            builder.add(events[i].getBytes(StandardCharsets.UTF_8), "k" + i, 2026010100000000000L + i);
        }
        return builder.build(new BatchOrigin("orders", "run", 1));
    }

    private static String[] objects(int count) {
        return numbers(0, count).stream().map(n -> "{\"n\":" + n + "}").toArray(String[]::new);
    }

    private static String[] events(EventBatch batch) {
        return StreamSupport.stream(batch.spliterator(), false)
                .map(Event::toString)
                .toArray(String[]::new);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private List<Integer> arrived() {
        return arrived(request -> true);
    }

    private List<Integer> arrived(Predicate<Received> filter) {
        List<Integer> all = new ArrayList<>();
        sink.requests().stream().filter(filter).forEach(request -> all.addAll(numbers(request)));
        return all;
    }

    private static List<Integer> numbers(Received request) {
        JsonNode json = request.json();
        List<Integer> all = new ArrayList<>();
        (json.isArray() ? json : List.of(json))
                .forEach(event -> all.add(event.path("n").asInt()));
        return all;
    }
}
