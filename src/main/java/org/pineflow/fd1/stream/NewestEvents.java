package org.pineflow.fd1.stream;

import java.util.Arrays;
import org.pineflow.event.HashBits;

/**
 * Events that are newer than all before them, in the order of their rve: nothing need be looked up for such, and they are
 * put into the tables together. One by one each would wait for the memory that its slots lie in; together they wait once.
 * Confined to one thread.
 */
final class NewestEvents {

    private static final int FEWEST = 16;

    private final int capacity;
    private long[] keys = new long[2 * FEWEST];
    private long[] identities = new long[2 * FEWEST];
    private long[] rves = new long[FEWEST];
    private int size;

    /** @param capacity how many it can take */
    NewestEvents(int capacity) {
        this.capacity = capacity;
    }

    boolean isFull() {
        return size == capacity;
    }

    /** @param rve higher than that of the event before */
    void add(HashBits key, HashBits identity, long rve) {
        if (size == rves.length) {
            int more = Math.min(capacity, 2 * size);
            keys = Arrays.copyOf(keys, 2 * more);
            identities = Arrays.copyOf(identities, 2 * more);
            rves = Arrays.copyOf(rves, more);
        }
        keys[2 * size] = key.high();
        keys[2 * size + 1] = key.low();
        identities[2 * size] = identity.high();
        identities[2 * size + 1] = identity.low();
        rves[size++] = rve;
    }

    /** Puts all into the tables; none are left here. */
    void moveTo(RecentTable newest, long versionFloor, RecentTable known, long identityFloor) {
        if (size > 0) {
            newest.putAll(keys, rves, size, versionFloor);
            known.putAll(identities, rves, size, identityFloor);
            size = 0;
        }
    }

    void clear() {
        size = 0;
    }
}
