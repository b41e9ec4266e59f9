package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.pineflow.event.Hash128;

class ReceivedTest {

    @Property
    void itIsTheMarkThatFollowsEveryEventWheneverItIsAskedFor(
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 6) Integer> rves,
            @ForAll @IntRange(min = 1, max = 5) int asked) {
        Received received = new Received(Mark.at(2));
        Mark expected = Mark.at(2);
        for (int i = 0; i < rves.size(); i++) {
            Hash128 identity = new Hash128(i % 4, 7);
            received.add(rves.get(i), identity);
            expected = expected.with(rves.get(i), identity);
            assertThat(received.rve()).isEqualTo(expected.rve());
            if (i % asked == 0) {
                same(received.mark(), expected);
            }
        }
        same(received.mark(), expected);
    }

    private static void same(Mark found, Mark expected) {
        assertThat(found.rve()).isEqualTo(expected.rve());
        assertThat(found.delivered()).isEqualTo(expected.delivered());
    }
}
