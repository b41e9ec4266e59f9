package org.pineflow.ingest.store;

import com.fasterxml.uuid.EthernetAddress;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.UUIDTimer;
import com.fasterxml.uuid.impl.TimeBasedGenerator;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.request.NewEvent;

/**
 * Makes event ids: version 1 UUIDs that hold the event time. Ids for events without a time of their own ascend for the
 * life of this object. Within a batch, ids of the same millisecond ascend in the order of the events.
 *
 * <p>Given times have milliseconds, so the 10,000 steps of 100 ns below one are a counter here. When they are used up
 * the next ids get a new random node: no id comes twice, however often the same millisecond is given, and in however
 * many processes.
 *
 * <p>Not safe for use by several threads: it belongs to whoever holds the store's write lock.
 */
public final class TimeUuids {

    /** The most events of one batch: the steps of one millisecond. */
    public static final int MAX_BATCH = 10_000;

    private static final long STEPS_PER_MILLISECOND = 10_000;

    /** From the first day of the Gregorian calendar to 1970, in ms: the origin of the time in a version 1 UUID. */
    private static final long GREGORIAN_OFFSET = 12_219_292_800_000L;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final TimeBasedGenerator arrivals;
    private TimeBasedGenerator given;
    private int step;

    /** Ids whose time, where the sender gives none, is the time of {@code clock}. */
    public TimeUuids(Clock clock) {
        this.clock = clock;
        this.arrivals = newGenerator();
        this.given = newGenerator();
    }

    /**
     * One id for each event, in order.
     *
     * @throws IllegalArgumentException when there are more than {@link #MAX_BATCH}
     */
    List<UUID> next(List<NewEvent> events) {
        if (events.size() > MAX_BATCH) {
            throw new IllegalArgumentException(events.size() + " events in one batch; at most " + MAX_BATCH);
        }
        if (step + events.size() > STEPS_PER_MILLISECOND) {
            given = newGenerator();
            step = 0;
        }
        List<UUID> ids = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            Optional<Instant> time = event.eventTime();
            ids.add(
                    time.isEmpty()
                            ? arrivals.generate()
                            : given.construct(
                                    (time.get().toEpochMilli() + GREGORIAN_OFFSET) * STEPS_PER_MILLISECOND + step++));
        }
        return ids;
    }

    /** The time in a version 1 UUID, to the millisecond. */
    static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(Math.floorDiv(id.timestamp(), STEPS_PER_MILLISECOND) - GREGORIAN_OFFSET);
    }

    Instant now() {
        return clock.instant();
    }

    private TimeBasedGenerator newGenerator() {
        try {
            UUIDTimer timer = new UUIDTimer(random, null, new UUIDClock() {
                @Override
                public long currentTimeMillis() {
                    return clock.millis();
                }
            });
            return new TimeBasedGenerator(EthernetAddress.constructMulticastAddress(random), timer);
        } catch (IOException e) {
            throw new IllegalStateException("a timer without a file cannot fail on one", e);
        }
    }
}
