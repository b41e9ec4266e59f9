package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimeUuidsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private final TimeUuids ids = new TimeUuids(Clock.fixed(NOW, ZoneOffset.UTC));

    @Property(tries = 200)
    void theTimeInAnIdIsTheTimeOfTheEvent(
            @ForAll @LongRange(min = -12_200_000_000_000L, max = 103_000_000_000_000L) long milliseconds) {
        Instant time = Instant.ofEpochMilli(milliseconds);

        UUID id = ids.batch(1).id(0, Optional.of(time));

        assertThat(id.version()).isEqualTo(1);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(TimeUuids.timeOf(id)).isEqualTo(time);
    }

    @Property(tries = 50)
    void idsOfOneMillisecondAreUniqueAndAscendWithinEachBatch(
            @ForAll @IntRange(min = 1, max = TimeUuids.MAX_BATCH) int size, @ForAll boolean given) {
        Set<UUID> seen = new HashSet<>();
        for (int batch = 0; batch < 3; batch++) {
            List<UUID> next = batch(ids, given ? Optional.of(NOW) : Optional.empty(), size);

            assertThat(next).isSortedAccordingTo(EventRange.ORDER);
            assertThat(next.stream().map(UUID::timestamp).distinct()).hasSize(size);
            seen.addAll(next);
        }
        assertThat(seen).hasSize(3 * size);
    }

    @Test
    void twoProcessesNeverMakeTheSameId() {
        TimeUuids other = new TimeUuids(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(batch(ids, Optional.of(NOW), 100)).doesNotContainAnyElementsOf(batch(other, Optional.of(NOW), 100));
        assertThat(batch(ids, Optional.empty(), 100)).doesNotContainAnyElementsOf(batch(other, Optional.empty(), 100));
    }

    @Test
    void anEventWithoutATimeHasTheTimeOfTheClock() {
        assertThat(TimeUuids.timeOf(ids.batch(1).id(0, Optional.empty()))).isEqualTo(NOW);
    }

    @Test
    void arrivalsOfOneBatchAreInOneBucket() {
        TimeUuids atTheEndOfAnHour =
                new TimeUuids(Clock.fixed(Instant.parse("2026-02-03T04:59:59.999Z"), ZoneOffset.UTC));

        for (int batch = 0; batch < 5; batch++) {
            assertThat(batch(atTheEndOfAnHour, Optional.empty(), 7000))
                    .extracting(TimeBucket::of)
                    .containsOnly(TimeBucket.of(
                            batch(atTheEndOfAnHour, Optional.empty(), 1).get(0)));
        }
    }

    @Test
    void arrivalsAscendFromBatchToBatchAndWhileTheClockIsSetBackALittle() {
        AtomicReference<Instant> time = new AtomicReference<>(NOW);
        TimeUuids ids = new TimeUuids(new SettableClock(time));

        UUID first = ids.batch(1).id(0, Optional.empty());
        time.set(NOW.minus(Duration.ofSeconds(5)));
        UUID second = ids.batch(1).id(0, Optional.empty());
        time.set(NOW.minus(Duration.ofDays(5)));
        UUID third = ids.batch(1).id(0, Optional.empty());

        assertThat(EventRange.ORDER.compare(first, second)).isNegative();
        assertThat(TimeUuids.timeOf(third)).isEqualTo(NOW.minus(Duration.ofDays(5)));
    }

    @Test
    void everyLaterArrivalIsAboveTheLatest() {
        UUID before = ids.batch(3).id(2, Optional.empty());
        long latest = ids.latest();
        UUID after = ids.batch(1).id(0, Optional.empty());

        assertThat(before.timestamp()).isLessThanOrEqualTo(latest);
        assertThat(after.timestamp()).isGreaterThan(latest);
    }

    @Test
    void aBatchThatAMillisecondCannotHoldIsRefused() {
        assertThatThrownBy(() -> ids.batch(TimeUuids.MAX_BATCH + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<UUID> batch(TimeUuids ids, Optional<Instant> time, int size) {
        TimeUuids.Batch batch = ids.batch(size);
        return IntStream.range(0, size).mapToObj(i -> batch.id(i, time)).toList();
    }
}
