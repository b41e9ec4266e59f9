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

    @Test
    void aRowThatIsNewerThanAllThatWasForgottenIsNewHoweverManyKeysThereAre() {
        Seen seen = new Seen(List.of(), 0);
        for (int i = 0; i <= 2 * Seen.MAX_KEYS; i++) {
            seen.version(key(i), RVE + 100L * i);
        }
        Hash128 unknown = key(-1);
        long newest = RVE + 100L * 2 * Seen.MAX_KEYS;
        assertThat(seen.judge(unknown, new Hash128(7, 7), newest - 5000)).isEqualTo(Verdict.NEW);
        assertThat(seen.judge(unknown, new Hash128(7, 7), RVE + 5000)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatComesAgainIsKnownAlsoWhenNewerRowsCameBetween() {
        Seen seen = new Seen(List.of(), 0);
        Hash128 first = new Hash128(1, 1);
        seen.remember(first, RVE);
        seen.version(key(1), RVE);
        seen.remember(new Hash128(2, 2), RVE + 100);
        seen.version(key(2), RVE + 100);
        assertThat(seen.judge(key(1), first, RVE)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.judge(key(2), new Hash128(3, 3), RVE)).isEqualTo(Verdict.STALE);
        assertThat(seen.judge(key(1), new Hash128(4, 4), RVE + 200)).isEqualTo(Verdict.NEW);
    }
}
