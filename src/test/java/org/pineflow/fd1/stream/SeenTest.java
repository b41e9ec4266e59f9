package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Hash128;
import org.pineflow.fd1.stream.Seen.Verdict;

class SeenTest {

    private static final long RVE = 2024082310000000000L;

    private static Hash128 key(int number) {
        return Identity.ofKey("k" + number);
    }

    @Test
    void withMoreKeysThanItRemembersItDoesNotPretendToKnowWhichRowIsStale() {
        Seen seen = new Seen(List.of(), 0);
        Hash128 identity = new Hash128(7, 7);
        for (int i = 0; i <= Seen.MAX_KEYS; i++) {
            seen.version(key(i), RVE);
        }
        Hash128 forgotten = key(0);
        assertThat(seen.judge(forgotten, identity, RVE - 100)).isEqualTo(Verdict.UNDECIDED);
        Hash128 remembered = key(Seen.MAX_KEYS);
        assertThat(seen.judge(remembered, identity, RVE - 100)).isEqualTo(Verdict.STALE);
    }
}
