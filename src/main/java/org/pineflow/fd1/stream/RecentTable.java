package org.pineflow.fd1.stream;

import java.util.Arrays;
import org.pineflow.event.HashBits;

/**
 * A map from 128-bit hashes to rve that forgets what is not needed any more: entries live in two generations, and the
 * older one is dropped when everything in it lies below the floor, or when there is no more room. An entry costs about
 * 50 bytes. Confined to one thread.
 */
final class RecentTable {

    private static final int SMALLEST_GENERATION = 1024;

    private final int capacity;
    private Generation young = new Generation();
    private Generation old = new Generation();
    private boolean overflowed;

    /** @param capacity how many entries at most, in both generations together */
    RecentTable(int capacity) {
        this.capacity = capacity;
    }

    /** The value, 0 when there is none. */
    long get(HashBits key) {
        long value = young.get(key.high(), key.low());
        return value != 0 ? value : old.get(key.high(), key.low());
    }

    /**
     * Stores a value.
     *
     * @param value not 0
     * @param floor entries below it are not needed any more
     */
    void put(HashBits key, long value, long floor) {
        boolean enough = young.size >= SMALLEST_GENERATION && young.size >= old.size;
        if (enough && old.highest < floor || young.size >= capacity / 2) {
            overflowed |= old.size > 0 && old.highest >= floor;
            Generation dropped = old;
            old = young;
            young = dropped.emptiedFor(old.size);
        }
        young.put(key.high(), key.low(), value);
    }

    /** The highest value of an entry, 0 when there is none. */
    long highest() {
        return Math.max(young.highest, old.highest);
    }

    /** How many entries there are, those stored in both generations counted twice. */
    int size() {
        return young.size + old.size;
    }

    /** Whether entries were dropped that were needed still, because there were too many. */
    boolean hasOverflowed() {
        return overflowed;
    }

    void clear() {
        overflowed = false;
        young = new Generation();
        old = new Generation();
    }

    /** Even in its low bits, also over keys that were picked by their high half, as those of a lane are. */
    static long spread(long high, long low) {
        return high ^ low;
    }

    /** Open addressing with linear probing; slots of three longs: high, low, value (0 = free). */
    private static final class Generation {

        private static final int FEWEST_SLOTS = 64;

        /** A table with more slots than this for each entry is given back rather than kept. */
        private static final int MOST_ROOM = 8;

        private long[] slots = new long[3 * FEWEST_SLOTS];
        private int size;
        private long highest;

        /** An empty generation, in the same memory if that is about right for so many entries. */
        Generation emptiedFor(int entries) {
            if (slots.length > 3 * MOST_ROOM * Math.max(FEWEST_SLOTS, entries)) {
                return new Generation();
            }
            Arrays.fill(slots, 0);
            size = 0;
            highest = 0;
            return this;
        }

        long get(long high, long low) {
            for (int slot = slot(high, low); ; slot = next(slot)) {
                if (slots[slot + 2] == 0) {
                    return 0;
                }
                if (slots[slot] == high && slots[slot + 1] == low) {
                    return slots[slot + 2];
                }
            }
        }

        void put(long high, long low, long value) {
            if (size * 3 * 2 > slots.length) {
                grow();
            }
            insert(high, low, value);
            highest = Math.max(highest, value);
        }

        private void insert(long high, long low, long value) {
            int slot = slot(high, low);
            while (slots[slot + 2] != 0 && (slots[slot] != high || slots[slot + 1] != low)) {
                slot = next(slot);
            }
            if (slots[slot + 2] == 0) {
                size++;
            }
            slots[slot] = high;
            slots[slot + 1] = low;
            slots[slot + 2] = value;
        }

        private void grow() {
            long[] before = slots;
            slots = new long[2 * before.length];
            size = 0;
            for (int slot = 0; slot < before.length; slot += 3) {
                if (before[slot + 2] != 0) {
                    insert(before[slot], before[slot + 1], before[slot + 2]);
                }
            }
        }

        private int slot(long high, long low) {
            int count = slots.length / 3;
            return (int) (spread(high, low) & (count - 1)) * 3;
        }

        private int next(int slot) {
            return slot + 3 == slots.length ? 0 : slot + 3;
        }
    }
}
