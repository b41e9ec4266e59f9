package org.pineflow.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter rises, over the last few seconds. Used by one thread. */
final class Rate {

    private record Sample(long nanos, long count) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private final long windowNanos;

    Rate(Duration window) {
        this.windowNanos = window.toNanos();
    }

    /**
     * Takes a sample.
     *
     * @param nanos the time, as {@link System#nanoTime}
     * @return per second, since the oldest sample inside the window; 0 at the first sample
     */
    double perSecond(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > windowNanos) {
            samples.removeFirst();
        }
        Sample oldest = samples.getFirst();
        return nanos == oldest.nanos() ? 0 : (count - oldest.count()) * 1e9 / (nanos - oldest.nanos());
    }
}
