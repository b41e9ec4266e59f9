package org.pineflow.ingest.rate;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A token bucket of events and one of bytes for each owner. A bucket holds what comes in a second, and at least one
 * largest request, so that none is too large for ever. Safe for use by several threads.
 */
public final class Allowances {

    private final long largestEvents;
    private final long largestBytes;
    private final LongSupplier nanoClock;

    /** As many as there ever were keys in the catalog. */
    private final ConcurrentHashMap<String, Allowance> byOwner = new ConcurrentHashMap<>();

    /**
     * @param largestEvents the most events in one request
     * @param largestBytes the most bytes in one request
     * @param nanoClock nanoseconds that never go back
     */
    public Allowances(long largestEvents, long largestBytes, LongSupplier nanoClock) {
        this.largestEvents = largestEvents;
        this.largestBytes = largestBytes;
        this.nanoClock = nanoClock;
    }

    /**
     * Takes what a request costs, or nothing of it.
     *
     * @param limit of this owner now; with another one than before its buckets are new
     * @return zero when it may be stored; else how long to wait until it may, if nobody else takes anything meanwhile
     */
    public Duration take(String owner, RateLimit limit, long events, long bytes) {
        return byOwner.compute(owner, (name, known) -> known != null && known.limit.equals(limit) ? known : open(limit))
                .take(events, bytes, nanoClock);
    }

    private Allowance open(RateLimit limit) {
        long now = nanoClock.getAsLong();
        return new Allowance(
                limit,
                bucket(limit.eventsPerSecond(), largestEvents, now),
                bucket(limit.bytesPerSecond(), largestBytes, now));
    }

    private static TokenBucket bucket(long perSecond, long largest, long now) {
        return perSecond == 0
                ? new TokenBucket(1, Double.POSITIVE_INFINITY, now)
                : new TokenBucket(perSecond, Math.max(perSecond, largest), now);
    }

    private static final class Allowance {

        private final RateLimit limit;
        private final TokenBucket events;
        private final TokenBucket bytes;

        Allowance(RateLimit limit, TokenBucket events, TokenBucket bytes) {
            this.limit = limit;
            this.events = events;
            this.bytes = bytes;
        }

        synchronized Duration take(long eventCount, long byteCount, LongSupplier nanoClock) {
            long now = nanoClock.getAsLong();
            Duration untilEvents = events.until(eventCount, now);
            Duration untilBytes = bytes.until(byteCount, now);
            Duration wait = untilEvents.compareTo(untilBytes) > 0 ? untilEvents : untilBytes;
            if (wait.isZero()) {
                events.take(eventCount);
                bytes.take(byteCount);
            }
            return wait;
        }
    }
}
