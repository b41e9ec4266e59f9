package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Hash128;
import org.pineflow.fd1.stream.Seen.Verdict;

class SeenTest {

    private static final long RVE = 2024082310000000000L;

    private static Hash128 key(int number) {
        return Identity.ofKey("k" + number);
    }

    private static Hash128 identity(int number) {
        return key(number).and(RVE);
    }

    @Test
    void withMoreKeysThanItRemembersItDoesNotPretendToKnowWhichRowIsStale() {
        Seen seen = new Seen(List.of(), 0);
        Hash128 identity = new Hash128(7, 7);
        for (int i = 0; i <= Seen.MAX_KEYS; i++) {
            seen.add(key(i), identity(i), RVE);
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
            seen.add(key(i), identity(i), RVE + 100L * i);
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
        seen.add(key(1), first, RVE);
        seen.add(key(2), new Hash128(2, 2), RVE + 100);
        assertThat(seen.judge(key(1), first, RVE)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.judge(key(2), new Hash128(3, 3), RVE)).isEqualTo(Verdict.STALE);
        assertThat(seen.judge(key(1), new Hash128(4, 4), RVE + 200)).isEqualTo(Verdict.NEW);
    }

    /** Rows that rise, now and then one that came before, and now and then one that fell behind. */
    @Property(tries = 30)
    void whatIsLookedUpLaterIsJudgedAsIfEachEventHadBeenPutInItsPlaceAtOnce(@ForAll long seed) {
        Random random = new Random(seed);
        Seen seen = new Seen(List.of(), 0);
        Set<Hash128> known = new HashSet<>();
        Map<Hash128, Long> newest = new HashMap<>();
        int rare = 2 + random.nextInt(2000);
        long highest = RVE;
        for (int i = 0; i < 5000; i++) {
            boolean rises = random.nextInt(rare) > 0;
            highest += rises ? 1 + random.nextInt(3) : 0;
            long rve = rises ? highest : highest - random.nextInt(3000);
            Hash128 key = key(random.nextInt(50));
            Hash128 identity = key.and(rve);
            long version = newest.getOrDefault(key, 0L);
            boolean older = rve < version && (rve % 100 != 0 || rve / 100 != version / 100);
            Verdict expected = known.contains(identity) && rve <= version
                    ? Verdict.DUPLICATE
                    : older ? Verdict.STALE : Verdict.NEW;
            assertThat(seen.judge(key, identity, rve)).isEqualTo(expected);
            known.add(identity);
            if (expected == Verdict.STALE) {
                seen.remember(identity, rve);
            } else if (expected == Verdict.NEW) {
                seen.add(key, identity, rve);
                newest.merge(key, rve, Math::max);
            }
        }
        assertThat(known).allMatch(seen::isKnown);
    }
}
