package org.pineflow.fd1.stream;

import java.util.Arrays;
import org.pineflow.event.HashBits;

/**
 * A map from 128-bit hashes to rve that forgets what is not needed any more: entries live in two generations, and the
 * older one is dropped when everything in it lies below the floor, or when there is no more room. An entry costs 32 bytes
 * in a full table and 64 at most. Confined to one thread.
 */
final class RecentTable {

    private static final int SMALLEST_GENERATION = 1024;

    private final int capacity;
    private Generation young;
    private Generation old;
    private long lost;

    /** @param capacity how many entries at most, in both generations together */
    RecentTable(int capacity) {
        this.capacity = capacity;
        this.young = new Generation(capacity / 2);
        this.old = new Generation(capacity / 2);
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
        put(key.high(), key.low(), value, floor);
    }

    /**
     * Stores many values.
     *
     * @param keys high and low of each key, one behind the other
     * @param values not 0
     * @param floor entries below it are not needed any more
     */
    void putAll(long[] keys, long[] values, int count, long floor) {
        young.fetch(keys, count);
        for (int i = 0; i < count; i++) {
            put(keys[2 * i], keys[2 * i + 1], values[i], floor);
        }
    }

    private void put(long high, long low, long value, long floor) {
        boolean enough = young.size >= SMALLEST_GENERATION && young.size >= old.size;
        if (enough && old.highest < floor || young.size >= capacity / 2) {
            if (old.highest >= floor) {
                lost = Math.max(lost, old.highest);
            }
            Generation dropped = old;
            old = young;
            young = dropped.emptiedFor(old.size);
        }
        young.put(high, low, value);
    }

    /** How many entries there are, those stored in both generations counted twice. */
    int size() {
        return young.size + old.size;
    }

    /** The highest value of the entries that were dropped because there were too many, 0 when there are none such. */
    long lost() {
        return lost;
    }

    void clear() {
        lost = 0;
        young = new Generation(capacity / 2);
        old = new Generation(capacity / 2);
    }

    /** Even in its low bits, also over keys that were picked by their high half, as those of a lane are. */
    static long spread(long high, long low) {
        return high ^ low;
    }

    /**
     * Open addressing with linear probing. Slots are three longs: high, low, value (0 = free). They lie in pages, because a
     * collector finds room for one large array in a small heap only by chance.
     */
    private static final class Generation {

        private static final int FEWEST_SLOTS = 64;

        private static final int PAGE_BITS = 12;
        private static final int PAGE = 1 << PAGE_BITS;

        /** A table with more slots than this for each entry is given back rather than kept. */
        private static final int MOST_ROOM = 8;

        private final int mostSlots;
        private int count = FEWEST_SLOTS;
        private long[][] pages = pages(FEWEST_SLOTS);
        private int size;
        private long highest;
        private long fetched;

        /**
         * Touches the slots where the keys belong, none of which depends on another: the processor fetches many of them at
         * once, as it cannot when each is searched for its place.
         */
        void fetch(long[] keys, int keyCount) {
            long sum = 0;
            for (int i = 0; i < keyCount; i++) {
                int slot = slot(keys[2 * i], keys[2 * i + 1]);
                sum += pages[slot >>> PAGE_BITS][at(slot)];
            }
            fetched = sum;
        }

        /** @param mostEntries a quarter of the slots is free when there are so many */
        Generation(int mostEntries) {
            this.mostSlots = Math.max(FEWEST_SLOTS, mostEntries + mostEntries / 3 + 1);
        }

        /** An empty generation, in the same memory if that is about right for so many entries. */
        Generation emptiedFor(int entries) {
            if (count > MOST_ROOM * Math.max(FEWEST_SLOTS, entries)) {
                count = FEWEST_SLOTS;
                pages = pages(count);
            } else {
                for (long[] page : pages) {
                    Arrays.fill(page, 0);
                }
            }
            size = 0;
            highest = 0;
            return this;
        }

        long get(long high, long low) {
            for (int slot = slot(high, low); ; slot = next(slot)) {
                long[] page = pages[slot >>> PAGE_BITS];
                int at = at(slot);
                if (page[at + 2] == 0) {
                    return 0;
                }
                if (page[at] == high && page[at + 1] == low) {
                    return page[at + 2];
                }
            }
        }

        void put(long high, long low, long value) {
            if (4 * size >= 3 * count && count < mostSlots) {
                grow();
            }
            insert(high, low, value);
            highest = Math.max(highest, value);
        }

        private void insert(long high, long low, long value) {
            for (int slot = slot(high, low); ; slot = next(slot)) {
                long[] page = pages[slot >>> PAGE_BITS];
                int at = at(slot);
                boolean free = page[at + 2] == 0;
                if (free || page[at] == high && page[at + 1] == low) {
                    size += free ? 1 : 0;
                    page[at] = high;
                    page[at + 1] = low;
                    page[at + 2] = value;
                    return;
                }
            }
        }

        private void grow() {
            long[][] before = pages;
            count = Math.min(2 * count, mostSlots);
            pages = pages(count);
            size = 0;
            for (long[] page : before) {
                for (int at = 0; at < page.length; at += 3) {
                    if (page[at + 2] != 0) {
                        insert(page[at], page[at + 1], page[at + 2]);
                    }
                }
            }
        }

        private static long[][] pages(int slots) {
            long[][] pages = new long[(slots + PAGE - 1) >>> PAGE_BITS][];
            for (int page = 0; page < pages.length; page++) {
                pages[page] = new long[3 * Math.min(PAGE, slots - page * PAGE)];
            }
            return pages;
        }

        /** The lower half of the bits as a fraction of the table, whose size need not be a power of two. */
        private int slot(long high, long low) {
            long fraction = spread(high, low) & 0xffff_ffffL;
            return (int) (fraction * count >>> Integer.SIZE);
        }

        private int next(int slot) {
            return slot + 1 == count ? 0 : slot + 1;
        }

        /** Where the slot begins in its page. */
        private static int at(int slot) {
            return 3 * (slot & PAGE - 1);
        }
    }
}
