package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BufferTest {

    private final Buffer buffer = new Buffer(1000, 100);

    @Test
    void whoStoppedBecauseItWasFullHearsWhenHalfIsFree() {
        buffer.add(1000);
        assertThat(buffer.isFull()).isTrue();
        assertThat(buffer.remove(499)).isFalse();
        assertThat(buffer.remove(1)).isTrue();
        assertThat(buffer.isHalfFull()).isFalse();
        assertThat(buffer.remove(100)).as("only once").isFalse();
    }

    @Test
    void whoStoppedBecauseMoreThanEnoughWaitedHearsWhenLittleDoes() {
        buffer.add(101);
        assertThat(buffer.isMoreThanEnough()).isTrue();
        assertThat(buffer.remove(50)).isFalse();
        assertThat(buffer.isMoreThanEnough()).isFalse();
        assertThat(buffer.remove(1)).isTrue();
        assertThat(buffer.remove(1)).as("only once").isFalse();
    }

    @Test
    void enoughIsNeverMoreThanHalfOfWhatMayWait() {
        Buffer small = new Buffer(100, 1000);
        small.add(51);
        assertThat(small.isMoreThanEnough()).isTrue();
        assertThat(small.remove(26)).as("below a quarter").isTrue();
    }
}
