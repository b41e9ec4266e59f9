package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Hash128;

class RecentTableTest {

    /** Small numbers, so that slots collide and halves of keys are equal. */
    private static Hash128 key(Random random) {
        return new Hash128(random.nextInt(200), random.nextInt(200));
    }

    @Property(tries = 20)
    void withoutAFloorItIsAMap(@ForAll long seed) {
        Random random = new Random(seed);
        RecentTable table = new RecentTable(1_000_000);
        Map<Hash128, Long> model = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            Hash128 key = key(random);
            if (random.nextBoolean()) {
                long value = 1 + random.nextInt(1000);
                table.put(key, value, 0);
                model.put(key, value);
            } else {
                assertThat(table.get(key)).isEqualTo(model.getOrDefault(key, 0L));
            }
        }
        model.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    }

    @Property(tries = 5)
    void nothingAtTheFloorOrAboveIsForgotten(@ForAll long seed) {
        Random random = new Random(seed);
        RecentTable table = new RecentTable(1_000_000);
        Map<Hash128, Long> model = new HashMap<>();
        for (int i = 1; i < 30_000; i++) {
            Hash128 key = new Hash128(random.nextLong(), random.nextLong());
            long floor = Math.max(0, i - 2000);
            table.put(key, i, floor);
            model.put(key, (long) i);
            if (i % 5000 == 0) {
                model.values().removeIf(value -> value < floor);
                assertThat(model.keySet()).allMatch(known -> table.get(known) == model.get(known));
            }
        }
        assertThat(table.size()).as("what lies below the floor is forgotten").isLessThan(10_000);
    }

    @Test
    void itOwnsUpToHavingDroppedWhatWasNeededStill() {
        RecentTable table = new RecentTable(10_000);
        for (int i = 1; i <= 10_000; i++) {
            table.put(new Hash128(i, i), i, 0);
        }
        assertThat(table.lost()).isZero();
        table.put(new Hash128(0, 1), 20_000, 0);
        assertThat(table.lost()).as("the newest of the older half").isEqualTo(5_000);
        table.clear();
        for (int i = 1; i <= 30_000; i++) {
            table.put(new Hash128(i, i), i, i);
        }
        assertThat(table.lost()).as("nothing above the floor").isZero();
    }

    @Test
    void itNeverHoldsMoreThanItsCapacityAndForgetsTheOldestFirst() {
        RecentTable table = new RecentTable(10_000);
        int most = 0;
        for (int i = 1; i <= 100_000; i++) {
            table.put(Identity.ofKey("k" + i), i, 0);
            most = Math.max(most, table.size());
        }
        assertThat(most).isLessThanOrEqualTo(10_000);
        for (int i = 100_000 - 4_999; i <= 100_000; i++) {
            assertThat(table.get(Identity.ofKey("k" + i))).isEqualTo(i);
        }
        assertThat(table.get(Identity.ofKey("k1"))).isZero();
    }

    @Test
    void keysOfOneLaneSpreadOverTheSlots() {
        int[] slots = new int[256];
        for (int i = 0; i < 4 * 256 * 100; i++) {
            Hash128 key = Identity.ofKey("k" + i);
            if (Long.remainderUnsigned(key.high(), 4) == 3) {
                slots[(int) (RecentTable.spread(key.high(), key.low()) & 255)]++;
            }
        }
        assertThat(Arrays.stream(slots)).as("about a hundred keys for each").allMatch(keys -> keys > 50 && keys < 150);
    }

    @Test
    void aClearedTableIsEmpty() {
        RecentTable table = new RecentTable(100);
        table.put(Identity.ofKey("a"), 1, 0);
        table.clear();
        assertThat(table.get(Identity.ofKey("a"))).isZero();
        assertThat(table.size()).isZero();
    }
}
