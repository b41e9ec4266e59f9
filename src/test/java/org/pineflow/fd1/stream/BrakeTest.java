package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrakeTest {

    private final ManualTime time = new ManualTime();
    private final List<Boolean> reading = new ArrayList<>();
    private final Brake brake = new Brake(time, reading::add);

    @Test
    void theSocketIsReadAgainAsSoonAsLittleWaits() {
        brake.pull();
        brake.pull();
        assertThat(reading).containsExactly(false);
        brake.release();
        assertThat(reading).containsExactly(false, true);
        time.pass(Brake.LONGEST_MILLIS);
        assertThat(reading).as("and not told twice").hasSize(2);
    }

    @Test
    void whenNothingIsDeliveredTheSocketIsReadOnAfterAMoment() {
        brake.pull();
        time.pass(Brake.LONGEST_MILLIS - 1);
        assertThat(reading).containsExactly(false);
        time.pass(1);
        assertThat(reading).containsExactly(false, true);
    }
}
