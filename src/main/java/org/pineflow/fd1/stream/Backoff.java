package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between tries: doubled each time up to a longest one, each drawn evenly from its upper half, so that many
 * streams do not try in the same moment.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int MAX_DOUBLINGS = 20;

    /**
     * @param failures how many tries failed before the last one, from 0
     */
    public Duration pause(int failures) {
        long doubled = first.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        long millis = Math.max(1, Math.min(doubled, longest.toMillis()));
        return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
    }
}
