package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffTest {

    @Property
    void aPauseIsInTheUpperHalfOfWhatTheFailuresDoubleItTo(
            @ForAll @LongRange(max = 100_000) long first,
            @ForAll @LongRange(max = 10_000_000) long longest,
            @ForAll @IntRange int failures,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest), new Random(seed));
        double doubled = Math.max(1, Math.min(longest, first * Math.pow(2, Math.min(failures, 60))));
        if (failures <= 20) {
            assertThat(backoff.pause(failures).toMillis()).isBetween((long) Math.ceil(doubled / 2), (long) doubled);
        }
        assertThat(backoff.pause(failures).toMillis()).isBetween(1L, Math.max(1, longest));
    }
}
