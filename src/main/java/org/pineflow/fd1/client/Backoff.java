package org.pineflow.fd1.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential back-off with full jitter. Owned by the link's event loop. */
final class Backoff {

    private static final int MAX_DOUBLINGS = 30;

    private final long firstNanos;
    private final long maxNanos;
    private final RandomGenerator jitter;
    private int failures;

    Backoff(Duration first, Duration max, RandomGenerator jitter) {
        this.firstNanos = first.toNanos();
        this.maxNanos = Math.max(max.toNanos(), firstNanos);
        this.jitter = jitter;
    }

    /** The next wait in nanoseconds: evenly between zero and a bound that doubles each time, up to the longest. */
    long next() {
        int doublings = Math.min(failures++, MAX_DOUBLINGS);
        long bound = firstNanos > maxNanos >> doublings ? maxNanos : firstNanos << doublings;
        return draw(bound);
    }

    /** A wait bounded by the longest one, for a failure that will not go away by itself. */
    long longest() {
        failures = MAX_DOUBLINGS;
        return draw(maxNanos);
    }

    /** Begins again with the first bound. */
    void reset() {
        failures = 0;
    }

    private long draw(long bound) {
        return bound == Long.MAX_VALUE ? jitter.nextLong(bound) : jitter.nextLong(bound + 1);
    }
}
