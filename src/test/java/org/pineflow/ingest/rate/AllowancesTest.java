package org.pineflow.ingest.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AllowancesTest {

    private static final RateLimit TEN_EVENTS = new RateLimit(10, 0);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Allowances allowances = new Allowances(50, 1000, nanos::get);

    @Test
    void aFullBucketHoldsOneLargestRequestAndThenWhatComesInTime() {
        assertThat(allowances.take("a", TEN_EVENTS, 50, 1)).isZero();
        assertThat(allowances.take("a", TEN_EVENTS, 5, 1)).isEqualTo(Duration.ofMillis(500));

        nanos.addAndGet(Duration.ofMillis(499).toNanos());
        assertThat(allowances.take("a", TEN_EVENTS, 5, 1)).isEqualTo(Duration.ofMillis(1));
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(allowances.take("a", TEN_EVENTS, 5, 1)).isZero();
    }

    @Test
    void aRateAboveTheLargestRequestMayAllComeAtOnce() {
        assertThat(allowances.take("a", new RateLimit(70, 0), 70, 1)).isZero();
        assertThat(allowances.take("a", new RateLimit(70, 0), 1, 1)).isPositive();
    }

    @Test
    void aRequestLargerThanTheBucketWaitsUntilItIsFullAndTheNextOneUntilItIsPaidFor() {
        assertThat(allowances.take("a", TEN_EVENTS, 10, 1)).isZero();
        assertThat(allowances.take("a", TEN_EVENTS, 5000, 1)).isEqualTo(Duration.ofSeconds(1));

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(allowances.take("a", TEN_EVENTS, 5000, 1)).isZero();
        assertThat(allowances.take("a", TEN_EVENTS, 1, 1)).isEqualTo(Duration.ofMillis(495_100));
    }

    @Test
    void eventsAndBytesAreTakenTogetherOrNotAtAll() {
        RateLimit both = new RateLimit(10, 100);

        assertThat(allowances.take("a", both, 1, 1000)).isZero();
        assertThat(allowances.take("a", both, 49, 100)).isEqualTo(Duration.ofSeconds(1));
        assertThat(allowances.take("a", both, 49, 0)).isZero();
    }

    @Test
    void oneOwnersRequestsTakeNothingFromAnother() {
        assertThat(allowances.take("a", TEN_EVENTS, 50, 1)).isZero();
        assertThat(allowances.take("b", TEN_EVENTS, 50, 1)).isZero();
    }

    @Test
    void aLimitThatChangesHoldsAtOnce() {
        assertThat(allowances.take("a", TEN_EVENTS, 50, 1)).isZero();
        assertThat(allowances.take("a", new RateLimit(20, 0), 50, 1)).isZero();
        assertThat(allowances.take("a", new RateLimit(0, 0), 1_000_000, 1L << 40))
                .isZero();
    }

    @Property(tries = 200)
    void whoWaitsAsToldIsServedAndNobodyGetsMoreThanTheRate(
            @ForAll @Size(max = 50) int[] costs, @ForAll @IntRange(min = 1, max = 1000) int rate) {
        AtomicLong clock = new AtomicLong();
        Allowances some = new Allowances(50, 1000, clock::get);
        RateLimit limit = new RateLimit(rate, 0);
        double taken = 0;
        for (int cost : costs) {
            int events = Math.floorMod(cost, 51);
            Duration wait = some.take("a", limit, events, 1);
            clock.addAndGet(wait.toNanos());
            if (!wait.isZero()) {
                assertThat(some.take("a", limit, events, 1)).isLessThanOrEqualTo(Duration.ofNanos(2));
            }
            taken += events;
            assertThat(taken).isLessThanOrEqualTo(Math.max(50, rate) + rate * (clock.get() + 1000.0) / 1e9 + 51);
        }
    }
}
