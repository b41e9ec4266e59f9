package org.pineflow.fd1.stream;

import java.util.List;
import org.pineflow.event.Hash128;
import org.pineflow.event.HashBits;
import org.pineflow.fd1.client.Rve;

/**
 * What one run has received: which events, and how new a version of each key. It says what is new, never the other way
 * round in doubt: what was forgotten is new again. Confined to one thread.
 */
final class Seen {

    /** Identities remembered within a run. */
    static final int MAX_IDENTITIES = 262_144;

    /** Keys whose newest version is remembered within a run. */
    static final int MAX_KEYS = 1_000_000;

    /** What to do with an event. */
    enum Verdict {
        /** To be delivered. */
        NEW,
        /** To be delivered; a newer version may have come before, and have been forgotten among too many keys. */
        UNDECIDED,
        /** A newer version of the same key was received before. */
        STALE,
        /** The same event was received before, and nothing older of its key after it. */
        DUPLICATE
    }

    private static final int MOST_WAITING = 1024;

    private final RecentTable identities = new RecentTable(MAX_IDENTITIES);
    private final RecentTable newest = new RecentTable(MAX_KEYS);
    private final NewestEvents waiting = new NewestEvents(MOST_WAITING);
    private long highest;
    private long identityFloor;
    private long versionFloor;

    /** @param delivered identities of events delivered by an earlier run, all at {@code rve} */
    Seen(List<Hash128> delivered, long rve) {
        delivered.forEach(identity -> remember(identity, rve));
    }

    /**
     * Judges an event that can be ordered by its rve. An event delivered by an earlier run is new again when an older
     * version of its key was received since: else the older one would be the last that the sink sees.
     *
     * @param rve not 0
     */
    Verdict judge(HashBits key, HashBits identity, long rve) {
        if (rve > highest) {
            return Verdict.NEW;
        }
        index();
        long known = newest.get(key);
        if (identities.get(identity) != 0 && (known == 0 || rve <= known)) {
            if (known == 0) {
                newest.put(key, rve, versionFloor);
            }
            return Verdict.DUPLICATE;
        }
        if (known == 0 && isOlder(rve, newest.lost())) {
            return Verdict.UNDECIDED;
        }
        return isOlder(rve, known) ? Verdict.STALE : Verdict.NEW;
    }

    /**
     * Whether an rve is strictly older than another. One that ends in 00 may have been a double, which names a whole
     * millisecond: a server that mixes both forms may mean a later moment of it.
     */
    private static boolean isOlder(long rve, long other) {
        return rve < other && (rve % 100 != 0 || rve / 100 != other / 100);
    }

    /** Whether the event was received before. */
    boolean isKnown(HashBits identity) {
        index();
        return identities.get(identity) != 0;
    }

    /**
     * Remembers an event that was judged and is not stale, and with it the newest version of its key.
     *
     * @param rve not 0
     */
    void add(HashBits key, HashBits identity, long rve) {
        if (rve > highest) {
            highest = rve;
            waiting.add(key, identity, rve);
            if (waiting.isFull()) {
                index();
            }
            return;
        }
        index();
        if (rve > newest.get(key)) {
            newest.put(key, rve, versionFloor);
        }
        identities.put(identity, rve, identityFloor);
    }

    /** @param until the event need not be remembered when the floor is above this rve; not 0 */
    void remember(HashBits identity, long until) {
        highest = Math.max(highest, until);
        identities.put(identity, until, identityFloor);
    }

    /** Each of those that wait is newer than all that is in the tables, and nothing was looked up since. */
    private void index() {
        waiting.moveTo(newest, versionFloor, identities, identityFloor);
    }

    /** Rows below this rve will not be asked for again, but for those that another server is asked for. */
    void forgetBelow(long floor) {
        if (floor > identityFloor) {
            identityFloor = floor;
            versionFloor = Rve.minus(floor, RestartPoint.OTHER_SERVER);
        }
    }

    void clear() {
        waiting.clear();
        highest = 0;
        identities.clear();
        newest.clear();
    }
}
