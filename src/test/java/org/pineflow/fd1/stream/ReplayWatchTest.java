package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.client.Rve;

class ReplayWatchTest {

    private static final Instant OPENED = Instant.parse("2024-08-23T10:00:00Z");

    private final ManualTime time = new ManualTime();
    private final FakeConnection connection = new FakeConnection(time);
    private final ReplayWatch watch = new ReplayWatch(Duration.ofSeconds(10), connection, time::nanos);

    private void row(Duration afterOpening) {
        watch.row(Rve.of(OPENED.plus(afterOpening)));
    }

    private void quiet(long millis) {
        time.pass(millis);
        connection.ping();
    }

    @Test
    void theBoundIsTheServersClockAtTheOpeningAtMost() {
        time.pass(5000);
        row(Duration.ofSeconds(-3600));
        row(Duration.ofSeconds(4));
        assertThat(watch.bound()).isEqualTo(Rve.of(OPENED.minusSeconds(1)));
        row(Duration.ofSeconds(-7200));
        time.pass(60_000);
        row(Duration.ofSeconds(10));
        assertThat(watch.bound()).isEqualTo(Rve.of(OPENED.minusSeconds(1)));
    }

    @Test
    void itIsOverWhenOnlyLiveRowsCameForLongEnough() {
        row(Duration.ofSeconds(-3600));
        for (int second = 1; second <= 9; second++) {
            quiet(1000);
            row(Duration.ofSeconds(second));
        }
        assertThat(watch.isOver()).as("the first live row was the news").isFalse();
        for (int second = 10; second <= 11; second++) {
            quiet(1000);
            row(Duration.ofSeconds(second));
        }
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void aReplayThatComesInOrderIsNotOverWhileItComes() {
        for (int row = 0; row < 100; row++) {
            quiet(1000);
            row(Duration.ofHours(-200 + row));
            assertThat(watch.isOver()).isFalse();
        }
        quiet(10_000);
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void aReplayInAnyOrderIsNotOverWhileItComes() {
        row(Duration.ZERO);
        for (int row = 0; row < 100; row++) {
            quiet(9_000);
            row(Duration.ofHours(-1 - row * 7L % 100));
            assertThat(watch.isOver()).isFalse();
        }
        quiet(10_000);
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void timeInWhichTheSocketIsNotReadIsNotQuiet() {
        row(Duration.ZERO);
        connection.setReading(false);
        time.pass(3_600_000);
        assertThat(watch.isOver()).isFalse();
        connection.setReading(true);
        quiet(9_999);
        assertThat(watch.isOver()).isFalse();
        quiet(1);
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void withoutAnAnswerOfTheServerQuietProvesNothing() {
        row(Duration.ZERO);
        time.pass(60_000);
        assertThat(watch.isOver()).isFalse();
        connection.ping();
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void zeroMeansNeverOver() {
        ReplayWatch never = new ReplayWatch(Duration.ZERO, connection, time::nanos);
        quiet(86_400_000);
        assertThat(never.isOver()).isFalse();
    }
}
