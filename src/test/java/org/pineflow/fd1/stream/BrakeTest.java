package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrakeTest {

    private static final long ENOUGH = 100;

    private final ManualTime time = new ManualTime();
    private final List<Boolean> reading = new ArrayList<>();
    private final Buffer buffer = new Buffer(1000, ENOUGH);
    private final Brake brake = new Brake(buffer, time, reading::add);

    private void pullAhead() {
        buffer.add(ENOUGH + 1);
        brake.pullWhenAhead();
    }

    @Test
    void whileNoMoreThanEnoughWaitsTheSocketIsRead() {
        buffer.add(ENOUGH);
        brake.pullWhenAhead();
        assertThat(reading).isEmpty();
    }

    @Test
    void theSocketIsReadAgainAsSoonAsLittleWaits() {
        pullAhead();
        brake.pullWhenAhead();
        assertThat(reading).containsExactly(false);
        brake.release();
        assertThat(reading).containsExactly(false, true);
        time.pass(Brake.LONGEST_MILLIS);
        assertThat(reading).as("and not told twice").hasSize(2);
    }

    @Test
    void whenNothingIsDeliveredTheSocketIsReadOnAfterAMoment() {
        pullAhead();
        time.pass(Brake.LONGEST_MILLIS - 1);
        assertThat(reading).containsExactly(false);
        time.pass(1);
        assertThat(reading).containsExactly(false, true);
    }

    @Test
    void everyRestIsAsLongAsTheFirst() {
        pullAhead();
        time.pass(Brake.LONGEST_MILLIS - 1);
        brake.release();
        brake.pullWhenAhead();
        time.pass(Brake.LONGEST_MILLIS - 1);
        assertThat(reading).as("the end of the first is not that of the second").containsExactly(false, true, false);
        time.pass(1);
        assertThat(reading).containsExactly(false, true, false, true);
    }

    @Test
    void aStoppedSocketIsNotReadUntilThereIsRoom() {
        pullAhead();
        brake.stop();
        brake.stop();
        brake.pullWhenAhead();
        time.pass(10 * Brake.LONGEST_MILLIS);
        assertThat(reading).containsExactly(false);
        assertThat(brake.isStopped()).isTrue();
        brake.release();
        assertThat(reading).containsExactly(false, true);
        assertThat(brake.isStopped()).isFalse();
    }

    @Test
    void aSocketThatWasReadIsStoppedTooAndRestsAgainLater() {
        brake.stop();
        assertThat(reading).containsExactly(false);
        brake.release();
        pullAhead();
        assertThat(brake.isStopped()).isFalse();
        time.pass(Brake.LONGEST_MILLIS);
        assertThat(reading).containsExactly(false, true, false, true);
    }
}
