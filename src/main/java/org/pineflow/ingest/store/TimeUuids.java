package org.pineflow.ingest.store;

import com.fasterxml.uuid.EthernetAddress;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.UUIDTimer;
import com.fasterxml.uuid.impl.TimeBasedGenerator;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes event ids: version 1 UUIDs that hold the event time. No id comes twice, in however many processes.
 *
 * <p>A submission takes all its ids at once, as a {@link Batch}: that is short and under a lock, and the ids themselves
 * are then made without one. Ids for events without a time of their own ascend from batch to batch, for as long as the
 * clock is not set back by more than {@link #BACKWARDS}.
 *
 * <p>Given times have milliseconds, so the 10,000 steps of 100 ns below one are a counter here. When they are used up
 * the next ids get a new random node. Safe for use by several threads.
 */
public final class TimeUuids {

    /** The most events of one batch: the steps of one millisecond. */
    public static final int MAX_BATCH = 10_000;

    private static final long STEPS_PER_MILLISECOND = 10_000;
    private static final long STEPS_PER_HOUR = STEPS_PER_MILLISECOND * 3_600_000;
    private static final long BACKWARDS = STEPS_PER_MILLISECOND * 10_000;

    /** From the first day of the Gregorian calendar to 1970, in ms: the origin of the time in a version 1 UUID. */
    private static final long GREGORIAN_OFFSET = 12_219_292_800_000L;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private TimeBasedGenerator arrivals;
    private TimeBasedGenerator given;
    private int step;
    private long latest;

    /** Ids whose time, where the sender gives none, is the time of {@code clock}. */
    public TimeUuids(Clock clock) {
        this.clock = clock;
        this.arrivals = newGenerator();
        this.given = newGenerator();
    }

    /**
     * The ids of one submission. Immutable.
     *
     * <p>They ascend in the order of the events when no event has a time of its own, and when all have the same.
     */
    static final class Batch {

        private final TimeBasedGenerator arrivals;
        private final long arrival;
        private final TimeBasedGenerator given;
        private final int step;

        private Batch(TimeBasedGenerator arrivals, long arrival, TimeBasedGenerator given, int step) {
            this.arrivals = arrivals;
            this.arrival = arrival;
            this.given = given;
            this.step = step;
        }

        /** The id of the event at this place, counted from 0, which happened at {@code time} or has no time. */
        UUID id(int place, Optional<Instant> time) {
            return time.isEmpty()
                    ? arrivals.construct(arrival + place)
                    : given.construct(firstStep(time.get().toEpochMilli()) + step + place);
        }
    }

    /**
     * Ids for {@code count} events. Those without a time of their own are all in one bucket.
     *
     * @throws IllegalArgumentException when there are more than {@link #MAX_BATCH}
     */
    synchronized Batch batch(int count) {
        if (count > MAX_BATCH) {
            throw new IllegalArgumentException(count + " events in one batch; at most " + MAX_BATCH);
        }
        if (step + count > STEPS_PER_MILLISECOND) {
            given = newGenerator();
            step = 0;
        }
        long now = firstStep(clock.millis());
        if (now < latest - BACKWARDS) {
            arrivals = newGenerator();
            latest = now;
        }
        long first = Math.max(now, latest + 1);
        if (count > 0 && (first + count - 1) / STEPS_PER_HOUR > first / STEPS_PER_HOUR) {
            first = (first / STEPS_PER_HOUR + 1) * STEPS_PER_HOUR;
        }
        Batch batch = new Batch(arrivals, first, given, step);
        step += count;
        latest = first + count;
        return batch;
    }

    /** A time, as it stands in ids, that the id of no arrival was above until now and every later one will be above. */
    synchronized long latest() {
        latest = Math.max(latest, firstStep(clock.millis()));
        return latest;
    }

    /** The time in a version 1 UUID, to the millisecond. */
    public static Instant timeOf(UUID id) {
        return timeOf(id.timestamp());
    }

    /** The time that so many steps of 100 ns since October 1582 are, to the millisecond. */
    static Instant timeOf(long steps) {
        return Instant.ofEpochMilli(Math.floorDiv(steps, STEPS_PER_MILLISECOND) - GREGORIAN_OFFSET);
    }

    /** The least time that an id of this millisecond since 1970 can hold, in steps of 100 ns since October 1582. */
    static long firstStep(long milliseconds) {
        return (milliseconds + GREGORIAN_OFFSET) * STEPS_PER_MILLISECOND;
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
