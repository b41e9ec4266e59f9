package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** Draws the largest value that it may. */
    private static final RandomGenerator HIGHEST = new Random() {
        private static final long serialVersionUID = 1L;

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Property
    void noWaitIsNegativeOrLongerThanTheLongest(
            @ForAll @LongRange(min = 0, max = 100_000_000_000L) long first,
            @ForAll @LongRange(min = 0, max = 9_000_000_000L) long longestMillis,
            @ForAll long seed) {
        Duration longest = Duration.ofMillis(longestMillis);
        Backoff backoff = new Backoff(Duration.ofNanos(first), longest, new Random(seed));
        long bound = Math.max(first, longest.toNanos());
        for (int i = 0; i < 100; i++) {
            assertThat(i % 7 == 0 ? backoff.longest() : backoff.next()).isBetween(0L, bound);
        }
    }

    @Test
    void theBoundDoublesUpToTheLongestAndBeginsAgainAfterSuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), HIGHEST);
        assertThat(seconds(backoff, 8)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        backoff.reset();
        assertThat(seconds(backoff, 2)).containsExactly(1L, 2L);
    }

    @Test
    void aRefusalGoesToTheLongestAtOnce() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), HIGHEST);
        assertThat(Duration.ofNanos(backoff.longest())).hasSeconds(60);
        assertThat(seconds(backoff, 1)).containsExactly(60L);
    }

    private static List<Long> seconds(Backoff backoff, int howMany) {
        return Stream.generate(() -> Duration.ofNanos(backoff.next()).toSeconds())
                .limit(howMany)
                .toList();
    }
}
