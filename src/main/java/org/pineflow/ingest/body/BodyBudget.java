package org.pineflow.ingest.body;

import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes of bodies may be in memory on their way in: of all senders together, and of one key, so that nobody who
 * sends slowly takes all the room there is. Safe for use by several threads.
 */
final class BodyBudget {

    private final long most;
    private final long mostOfOne;

    /** Bytes by the id of the key; this and the total are guarded by this object. */
    private final Map<String, Long> byKey = new HashMap<>();

    private long total;

    /** @param most in bytes; one key may have half of it */
    BodyBudget(long most) {
        this.most = most;
        this.mostOfOne = most / 2;
    }

    /** Takes room for more bytes; false when there is none, and nothing was taken then. */
    synchronized boolean take(String key, long bytes) {
        long ofKey = byKey.getOrDefault(key, 0L);
        if (total + bytes > most || ofKey + bytes > mostOfOne) {
            return false;
        }
        total += bytes;
        byKey.put(key, ofKey + bytes);
        return true;
    }

    /** Gives room back that {@link #take} took. */
    synchronized void giveBack(String key, long bytes) {
        total -= bytes;
        byKey.computeIfPresent(key, (same, ofKey) -> ofKey == bytes ? null : ofKey - bytes);
    }
}
