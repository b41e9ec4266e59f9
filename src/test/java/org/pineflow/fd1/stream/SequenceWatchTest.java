package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.SequenceWatch.Order;

class SequenceWatchTest {

    private static final long BASE = 2024082310000000000L;

    private final SequenceWatch watch = new SequenceWatch(Duration.ofSeconds(60));

    private static long second(long number) {
        return Rve.of(Rve.toInstant(BASE).plusSeconds(number));
    }

    private Order last(long... seconds) {
        Order order = Order.KEPT;
        for (long second : seconds) {
            order = watch.row(second(second));
        }
        return order;
    }

    @Test
    void risingRowsAndTiesKeepTheOrder() {
        assertThat(last(1, 2, 2, 3)).isEqualTo(Order.KEPT);
        assertThat(watch.highest()).isEqualTo(second(3));
    }

    @Test
    void oneRowBehindByLessThanTheOverlapKeepsTheOrder() {
        assertThat(last(100, 50)).isEqualTo(Order.KEPT);
        assertThat(watch.highest()).isEqualTo(second(100));
        assertThat(last(60)).as("it rises again").isEqualTo(Order.KEPT);
    }

    @Test
    void rowsThatFallTwiceInARowAreDoubtful() {
        assertThat(last(100, 99, 98)).isEqualTo(Order.DOUBTFUL);
    }

    @Test
    void aRowBehindByMoreThanTheOverlapBreaksTheOrder() {
        assertThat(last(100, 39)).isEqualTo(Order.BROKEN);
    }

    @Test
    void formsOfOneMillisecondSayNothing() {
        watch.row(BASE + 7);
        assertThat(watch.row(BASE)).isEqualTo(Order.KEPT);
        assertThat(watch.row(BASE)).isEqualTo(Order.KEPT);
        assertThat(watch.highest()).isEqualTo(BASE + 7);
    }

    @Property(tries = 300)
    void theOrderIsBrokenByTheFirstRowFurtherBehindThanTheOverlapAndNoOther(
            @ForAll @Size(max = 50) List<@IntRange(max = 200) Integer> seconds) {
        SequenceWatch fresh = new SequenceWatch(Duration.ofSeconds(60));
        long highest = 0;
        for (int second : seconds) {
            boolean behind = second < highest - 60;
            assertThat(fresh.row(second(second)) == Order.BROKEN).isEqualTo(behind);
            highest = Math.max(highest, second);
        }
        assertThat(fresh.highest()).isEqualTo(seconds.isEmpty() ? 0 : second(highest));
    }
}
