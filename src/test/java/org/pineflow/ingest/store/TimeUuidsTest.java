package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.request.NewEvent;

class TimeUuidsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private final TimeUuids ids = new TimeUuids(Clock.fixed(NOW, ZoneOffset.UTC));

    @Property(tries = 200)
    void theTimeInAnIdIsTheTimeOfTheEvent(
            @ForAll @LongRange(min = -12_200_000_000_000L, max = 103_000_000_000_000L) long milliseconds) {
        Instant time = Instant.ofEpochMilli(milliseconds);

        UUID id = ids.next(events(Optional.of(time), 1)).get(0);

        assertThat(id.version()).isEqualTo(1);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(TimeUuids.timeOf(id)).isEqualTo(time);
    }

    @Property(tries = 50)
    void idsOfOneMillisecondAreUniqueAndAscendWithinEachBatch(
            @ForAll @IntRange(min = 1, max = TimeUuids.MAX_BATCH) int size, @ForAll boolean given) {
        Set<UUID> seen = new HashSet<>();
        for (int batch = 0; batch < 3; batch++) {
            List<UUID> next = ids.next(events(given ? Optional.of(NOW) : Optional.empty(), size));

            assertThat(next).isSortedAccordingTo((a, b) -> Long.compare(a.timestamp(), b.timestamp()));
            assertThat(next.stream().map(UUID::timestamp).distinct()).hasSize(size);
            seen.addAll(next);
        }
        assertThat(seen).hasSize(3 * size);
    }

    @Test
    void twoProcessesNeverMakeTheSameId() {
        TimeUuids other = new TimeUuids(Clock.fixed(NOW, ZoneOffset.UTC));
        List<NewEvent> events = events(Optional.of(NOW), 100);

        assertThat(ids.next(events)).doesNotContainAnyElementsOf(other.next(events));
    }

    @Test
    void anEventWithoutATimeHasTheTimeOfTheClock() {
        UUID id = ids.next(events(Optional.empty(), 1)).get(0);

        assertThat(TimeUuids.timeOf(id)).isEqualTo(NOW);
    }

    private static List<NewEvent> events(Optional<Instant> time, int count) {
        return Collections.nCopies(count, new NewEvent(new byte[] {'{', '}'}, time, Optional.empty()));
    }
}
