package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadPaceTest {

    private long now = 1_000_000_000;
    private final ReadPace pace = new ReadPace(() -> now);

    private boolean pauses(long afterMillis, int bytes) {
        now += TimeUnit.MILLISECONDS.toNanos(afterMillis);
        return pace.pauseAfter(bytes);
    }

    @Test
    void aRowAfterAQuietTimeIsNotFollowedByAPause() {
        assertThat(pauses(100, 400)).isFalse();
        assertThat(pauses(10, 400)).isFalse();
        assertThat(pauses(3_600_000, 400)).isFalse();
    }

    @Test
    void rowsThatComeThickAreReadTogether() {
        assertThat(pauses(100, 400)).isFalse();
        assertThat(pauses(1, 400)).isTrue();
        assertThat(pauses(5, 2_000)).isTrue();
        assertThat(pauses(5, ReadPace.MUCH - 1)).isTrue();
    }

    @Test
    void aSocketThatHadMuchIsNeverLeftAlone() {
        assertThat(pauses(100, 400)).isFalse();
        assertThat(pauses(0, ReadPace.MUCH)).isFalse();
        assertThat(pauses(1, ReadPace.MUCH)).isFalse();
    }
}
