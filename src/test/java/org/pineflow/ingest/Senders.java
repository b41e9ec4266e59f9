package org.pineflow.ingest;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Threads that send batches and files to whichever service is there, and note what was acknowledged. A request with an
 * idempotency key is sent until it is; one without is sent once. No two payloads are alike.
 */
final class Senders implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "\"end\":0.10 }";
    private static final String EPHEMERAL =
            "{\"ttl-on/stored-event\":\"1s\",\"do-not-archive-on/stored-event\":\"true\"}";

    private final AtomicReferenceArray<IngestionProcess> services;
    private final long seed;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> sending = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> ephemeral = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final AtomicInteger receipts = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean stopped;

    /** @param services may be replaced at any time */
    Senders(AtomicReferenceArray<IngestionProcess> services, long seed) {
        this.services = services;
        this.seed = seed;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            int sender = i;
            sending.add(threads.submit(() -> {
                send(sender);
                return null;
            }));
        }
    }

    /** Ends when every request with a key has its receipt. */
    void stop() throws Exception {
        stopped = true;
        for (Future<?> each : sending) {
            each.get();
        }
    }

    int receipts() {
        return receipts.get();
    }

    int refusals() {
        return refusals.get();
    }

    void awaitReceipts(int count) throws Exception {
        awaitCount("requests are acknowledged", receipts, count);
    }

    void awaitRefusals(int count) throws Exception {
        awaitCount("requests are refused", refusals, count);
    }

    /** A sender that ends before it is told to has met an answer that should not be. */
    private void awaitCount(String what, AtomicInteger counter, int count) throws Exception {
        await(what)
                .atMost(Duration.ofSeconds(60))
                .until(() -> counter.get() >= count || sending.stream().anyMatch(Future::isDone));
        for (Future<?> each : sending) {
            if (each.isDone()) {
                each.get();
            }
        }
    }

    /** Payloads by the ids that the receipts give, of all that is to be kept. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /** Every payload of an event that was sent, with or without receipt. */
    Set<String> sent() {
        return sent;
    }

    /** The payloads that are not to be archived. */
    Set<String> ephemeral() {
        return ephemeral;
    }

    /** What was acknowledged, by file id. */
    Map<String, byte[]> files() {
        return files;
    }

    /** The bytes of an event in a page, which no parser has touched. */
    static String payload(String page, String eventId) {
        int from = page.indexOf("\"payload\":", page.indexOf("\"eventId\":\"" + eventId)) + "\"payload\":".length();
        return page.substring(from, page.indexOf(END, from) + END.length());
    }

    private void send(int sender) throws Exception {
        Random random = new Random(seed + sender);
        for (int n = 0; !stopped; n++) {
            String key = "s" + sender + "-" + n;
            switch (random.nextInt(12)) {
                case 0 -> sendFile(key, random);
                case 1, 2 -> sendOnce(payloads(key, random));
                case 3 -> sendEphemeral(key, payloads(key, random));
                default -> sendUntilAcknowledged(key, payloads(key, random));
            }
        }
    }

    private List<String> payloads(String key, Random random) {
        List<String> payloads = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            payloads.add(
                    "{\"at\":\"2024-01-15T1%d:%02d:00.000Z\", \"of\":\"%s/%d\",%s\"\\u0041\":[1.0,1e400],\"pad\":\"%s\",%s"
                            .formatted(
                                    random.nextInt(4),
                                    random.nextInt(60),
                                    key,
                                    i,
                                    random.nextInt(4) == 0 ? "\n\t" : " ",
                                    "é".repeat(random.nextInt(500)),
                                    END));
        }
        sent.addAll(payloads);
        return payloads;
    }

    private static byte[] batch(List<String> payloads) {
        return ("[" + String.join(",", payloads) + "]").getBytes(StandardCharsets.UTF_8);
    }

    private void sendOnce(List<String> payloads) {
        attempt("/events/" + RunningIngestion.PATH, batch(payloads), "x-flowcore-event-time-key", "at")
                .ifPresent(answer -> note(answer, payloads));
    }

    private void sendUntilAcknowledged(String key, List<String> payloads) {
        JsonNode answer = untilAcknowledged(
                "/events/" + RunningIngestion.PATH,
                batch(payloads),
                "x-flowcore-event-time-key",
                "at",
                "Idempotency-Key",
                key);
        note(answer, payloads);
    }

    private void sendEphemeral(String key, List<String> payloads) {
        ephemeral.addAll(payloads);
        untilAcknowledged(
                "/events/" + RunningIngestion.PATH,
                batch(payloads),
                "x-flowcore-event-time-key",
                "at",
                "Idempotency-Key",
                key,
                "x-flowcore-metadata-json",
                Base64.getEncoder().encodeToString(EPHEMERAL.getBytes(StandardCharsets.UTF_8)));
    }

    private void sendFile(String key, Random random) {
        byte[] content = new byte[random.nextInt(1_500_000)];
        random.nextBytes(content);
        untilAcknowledged(
                "/file/acme/retail/customer.0/customer.moved.0",
                new FormText()
                        .field("fileId", key)
                        .field("type", "image/png")
                        .file("a.png", content)
                        .end(),
                "Content-Type",
                FormText.CONTENT_TYPE,
                "x-flowcore-event-time",
                "2024-01-15T10:30:00.000Z",
                "Idempotency-Key",
                key);
        files.put(key, content);
    }

    private void note(JsonNode answer, List<String> payloads) {
        for (int i = 0; i < payloads.size(); i++) {
            acknowledged.put(answer.path("eventIds").get(i).asText(), payloads.get(i));
        }
    }

    private JsonNode untilAcknowledged(String path, byte[] body, String... headers) {
        return await("a request is acknowledged")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMinutes(2))
                .until(() -> attempt(path, body, headers), Optional::isPresent)
                .orElseThrow();
    }

    /** The answer of a 200; empty when nobody knows, and when the service says that it cannot now. */
    private Optional<JsonNode> attempt(String path, byte[] body, String... headers) {
        IngestionProcess service = services.get((receipts.get() + refusals.get()) % services.length());
        try {
            HttpResponse<String> answer = new ServiceClient(service.port()).post(path, body, headers);
            if (answer.statusCode() == 200) {
                receipts.incrementAndGet();
                return Optional.of(JSON.readTree(answer.body()));
            }
            if (answer.statusCode() == 503) {
                refusals.incrementAndGet();
                return Optional.empty();
            }
            throw new AssertionError(answer.statusCode() + ": " + answer.body() + "\n" + service.log());
        } catch (IOException e) {
            refusals.incrementAndGet();
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
