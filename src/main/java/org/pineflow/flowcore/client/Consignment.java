package org.pineflow.flowcore.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.Hash128;
import org.pineflow.event.Utf8;

/**
 * The events of one message, and what goes with them.
 *
 * @param events in order
 * @param origin tells these events from equal ones sent on purpose; the same after a crash where that is possible
 * @param idempotencyKey the caller's own key
 * @param eventTime for single events: when it happened
 * @param validTime for single events: since when it holds
 */
public record Consignment(
        EventBatch events,
        String origin,
        Optional<String> idempotencyKey,
        Optional<Instant> eventTime,
        Optional<Instant> validTime) {

    private static final int LONGEST_KEY = 200;

    public Consignment {
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(origin, "origin");
    }

    /** The origin of a stream's batch: found again after a crash when its events have an rve. */
    public static String originOf(EventBatch batch) {
        BatchOrigin from = batch.origin();
        long lastRve = batch.lastRve();
        return lastRve > 0
                ? "stream\n" + from.stream() + "\n" + batch.firstRve() + "\n" + lastRve
                : "run\n" + from.stream() + "\n" + from.run() + "\n" + from.number();
    }

    /**
     * The {@code Idempotency-Key} of the events {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param path of the target
     * @param json the uncompressed bytes
     */
    String idempotencyKey(String path, int from, int to, Utf8 json) {
        if (idempotencyKey.isPresent()) {
            String own = headerSafe(idempotencyKey.get());
            boolean whole = from == 0 && to == events.size();
            return whole ? own : headerSafe(own + "." + from + "-" + to);
        }
        return hash(path)
                .and(hash(origin))
                .and(from)
                .and(Hash128.of(json.bytes(), json.from(), json.from() + json.length()))
                .toString();
    }

    /** The key as it can stand in a header: itself, or its hash when it is too long or not printable ASCII. */
    static String headerSafe(String key) {
        boolean fit = key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return fit && !key.isEmpty() ? key : hash(key).toString();
    }

    private static Hash128 hash(String text) {
        return Hash128.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
