package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;

class DeliveryPropertyTest {

    enum Fate {
        HONEST,
        HONEST_TOO,
        BUSY,
        BUSY_FOR_AN_HOUR,
        LOST_BEFORE,
        STORED_AND_CUT,
        KEY_REVOKED,
        LOGIN_PAGE
    }

    /** A sink that keeps to its rules, knows requests again by their key, and meets with each fate once. */
    private static final class Sink implements WebhookTransport {

        private final List<Fate> script;
        private final Set<Integer> poison;
        private final int maxBytes;
        private final boolean batch;
        private final Map<String, byte[]> bodies = new HashMap<>();
        private final Map<String, WebhookAnswer> answers = new HashMap<>();
        private final Map<Integer, Integer> stored = new LinkedHashMap<>();
        private int turn;
        private WebhookRequest unknown;

        private Sink(List<Fate> script, Set<Integer> poison, int maxBytes, boolean batch) {
            this.script = script;
            this.poison = poison;
            this.maxBytes = maxBytes;
            this.batch = batch;
        }

        @Override
        public WebhookAnswer send(WebhookRequest request) throws IOException {
            String key = request.headers().get("Idempotency-Key");
            byte[] known = bodies.putIfAbsent(key, request.body());
            if (known != null && !Arrays.equals(known, request.body())) {
                fail("the key %s came with two bodies", key);
            }
            if (unknown != null && !unknown.equals(request)) {
                fail("a request whose outcome is unknown was not repeated as it was");
            }
            unknown = null;
            Fate fate = turn < script.size() ? script.get(turn++) : Fate.HONEST;
            switch (fate) {
                case BUSY, BUSY_FOR_AN_HOUR:
                    unknown = request;
                    return answer(503, "", fate == Fate.BUSY ? null : "3600");
                case LOST_BEFORE:
                    unknown = request;
                    throw new IOException("lost");
                case STORED_AND_CUT:
                    unknown = request;
                    judge(key, request);
                    throw new IOException("cut");
                case KEY_REVOKED:
                    return answer(401, "{}", null);
                case LOGIN_PAGE:
                    unknown = request;
                    return answer(200, "<html>", null);
                default:
                    return judge(key, request);
            }
        }

        private WebhookAnswer judge(String key, WebhookRequest request) throws IOException {
            WebhookAnswer before = answers.get(key);
            if (before != null) {
                return before;
            }
            JsonNode json = new ObjectMapper().readTree(request.body());
            List<Integer> numbers = new ArrayList<>();
            if (batch) {
                json.forEach(event -> numbers.add(event.path("n").intValue()));
            } else {
                numbers.add(json.path("n").intValue());
            }
            if (request.body().length > maxBytes && numbers.size() > 1) {
                return answer(413, "too large", null);
            }
            if (numbers.stream().anyMatch(poison::contains)) {
                return answer(400, "poison", null);
            }
            numbers.forEach(n -> stored.merge(n, 1, Integer::sum));
            String ids = numbers.stream().map(n -> "\"id" + n + "\"").collect(Collectors.joining(","));
            WebhookAnswer accepted =
                    answer(200, batch ? "{\"eventIds\":[" + ids + "]}" : "{\"eventId\":" + ids + "}", null);
            answers.put(key, accepted);
            return accepted;
        }

        private static WebhookAnswer answer(int status, String body, String retryAfter) {
            return new WebhookAnswer(
                    status,
                    Optional.ofNullable(retryAfter),
                    Optional.empty(),
                    body.getBytes(StandardCharsets.UTF_8),
                    false);
        }
    }

    @Property(tries = 500)
    void everyEventEndsUpEitherDeliveredOrRefusedInOrderWhateverTheSinkDoes(
            @ForAll @Size(max = 25) List<Fate> script,
            @ForAll @IntRange(min = 1, max = 60) int events,
            @ForAll @Size(max = 15) Set<@IntRange(max = 59) Integer> poison,
            @ForAll @Size(max = 5) Set<@IntRange(max = 59) Integer> oversized,
            @ForAll @IntRange(min = 1, max = 30) int maxBatchEvents,
            @ForAll @IntRange(min = 100, max = 3000) int maxBatchBytes,
            @ForAll @IntRange(min = 50, max = 3000) int sinkBytes,
            @ForAll boolean batch,
            @ForAll long seed)
            throws Exception {
        EventBatchBuilder builder = new EventBatchBuilder();
        Random random = new Random(seed);
        for (int n = 0; n < events; n++) {
            int filler = oversized.contains(n) ? 300 : random.nextInt(200);
            String json = "{\"n\":" + n + ",\"text\":\"" + "x".repeat(filler) + "\"}";
            builder.add(json.getBytes(StandardCharsets.UTF_8), "k" + n, 2026010100000000000L + n);
        }
        EventBatch all = builder.build(new BatchOrigin("s", "r", 1));
        Sink sink = new Sink(script, poison, sinkBytes, batch);
        FakeTime time = FakeTime.passing();
        Gate gate = new Gate(Duration.ofSeconds(1), Duration.ofSeconds(60), time, random);
        DeliverySettings settings = new DeliverySettings(
                batch,
                maxBatchEvents,
                maxBatchBytes,
                250,
                Compression.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Login login = new Login("secret", "header");
        Delivery delivery = new WebhookClient(time, Clock.systemUTC(), random, Duration.ofSeconds(60))
                .delivery(
                        Target.of("http://sink", batch ? "events" : "event", "t", "d", "f", "e"),
                        settings,
                        Deflaters.choose("jdk", 1, Optional.empty()),
                        sink,
                        login,
                        gate);
        DeliveryLedger ledger = new DeliveryLedger(
                new Consignment(all, Consignment.originOf(all), Optional.empty(), Optional.empty(), Optional.empty()));

        DeliveryResult result = delivery.deliver(ledger);
        for (int tries = 0; !decided(result); tries++) {
            assertThat(tries).as("tries until all is decided").isLessThan(500);
            time.advance(
                    result instanceof DeliveryResult.Held held
                            ? held.retryAfter()
                            : ((DeliveryResult.Barred) result).retryAfter());
            result = delivery.deliver(ledger);
        }

        List<Integer> good = new ArrayList<>();
        List<Integer> bad = new ArrayList<>();
        for (int n = 0; n < events; n++) {
            boolean tooLarge = all.get(n).length() > 250;
            (poison.contains(n) || tooLarge ? bad : good).add(n);
        }
        List<RefusedEvent> refused = result instanceof DeliveryResult.Refused some ? some.events() : List.of();
        List<String> ids =
                result instanceof DeliveryResult.Refused some ? some.ids() : ((DeliveryResult.Delivered) result).ids();
        assertThat(refused).extracting(RefusedEvent::index).isEqualTo(bad);
        assertThat(ids).isEqualTo(good.stream().map(n -> "id" + n).toList());
        assertThat(new ArrayList<>(sink.stored.keySet())).isEqualTo(good);
        assertThat(sink.stored.values()).allMatch(times -> times == 1);

        int requests = sink.turn;
        assertThat(delivery.deliver(ledger)).isEqualTo(result);
        assertThat(sink.turn).as("requests after all is decided").isEqualTo(requests);
    }

    private static boolean decided(DeliveryResult result) {
        return result instanceof DeliveryResult.Delivered || result instanceof DeliveryResult.Refused;
    }
}
