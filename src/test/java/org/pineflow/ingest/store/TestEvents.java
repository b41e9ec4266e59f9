package org.pineflow.ingest.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.pineflow.ingest.catalog.EventTypeName;

/** Events as a store gives them, with ids that a test chooses. */
public final class TestEvents {

    public static final EventTypeName TYPE =
            new EventTypeName("acme", new UUID(1, 2), "customer.0", "customer.changed.0");
    public static final TimeBucket BUCKET = TimeBucket.of(Instant.parse("2024-01-15T10:00:00Z"));

    private TestEvents() {}

    /** An id that stands so many steps of 100 ns after the begin of {@link #BUCKET}. */
    public static UUID id(long step) {
        return id(step, 0);
    }

    /** One of several of the same time: a higher node is later. */
    public static UUID id(long step, long node) {
        long time = TimeUuids.firstStep(BUCKET.start().toEpochMilli()) + step;
        long high = time << 32 | (time >> 32 & 0xffff) << 16 | 0x1000 | time >> 48 & 0xfff;
        return new UUID(high, 0x8000_0000_0000_0000L | node);
    }

    public static StoredEvent event(UUID id, String payload) {
        return event(id, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static StoredEvent event(UUID id, byte[] payload) {
        return new StoredEvent(
                id,
                TYPE,
                payload,
                Optional.of(TimeUuids.timeOf(id)),
                Optional.empty(),
                BUCKET.start().plus(Duration.ofHours(2)),
                Map.of("source", "test"));
    }

    /** So many events, a step apart, each of about so many bytes. */
    public static List<StoredEvent> events(int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(id(i), "{\"n\":" + i + ",\"pad\":\"" + "x".repeat(bytes) + "\"}"))
                .toList();
    }
}
