package org.pineflow.ingest.rate;

import java.time.Duration;

/**
 * Tokens that come at a steady rate and are kept up to a capacity; full at first. What costs more than the capacity is had
 * for a full bucket and leaves a debt, so that nothing is too large for ever and nothing is had for less than it costs.
 * Not safe for use by several threads.
 */
final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double capacity;
    private double level;
    private long filledAt;

    TokenBucket(double perSecond, double capacity, long now) {
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.level = capacity;
        this.filledAt = now;
    }

    /**
     * How long it takes until there are {@code tokens}, or the bucket is full; zero when that is so.
     *
     * @param now in nanoseconds, on a clock that never goes back
     */
    Duration until(long tokens, long now) {
        level = Math.min(capacity, level + perSecond * (now - filledAt) / NANOS);
        filledAt = now;
        double missing = Math.min(tokens, capacity) - level;
        return missing <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(missing / perSecond * NANOS));
    }

    /** Takes tokens, also those that are still to come. */
    void take(long tokens) {
        level -= tokens;
    }
}
