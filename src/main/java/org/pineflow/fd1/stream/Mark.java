package org.pineflow.fd1.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pineflow.event.Hash128;
import org.pineflow.position.Position;

/**
 * How far a stream is received: the highest rve, and the identities of the events received at exactly that rve.
 * Immutable: {@link #with} shares the array of identities, but never writes where an older mark reads.
 */
final class Mark {

    static final Mark NONE = new Mark(0, new Hash128[0], 0);

    private final long rve;
    private final Hash128[] ties;
    private final int tieCount;

    private Mark(long rve, Hash128[] ties, int tieCount) {
        this.rve = rve;
        this.ties = ties;
        this.tieCount = tieCount;
    }

    /** The mark of a stored position. */
    static Mark of(Position position) {
        Hash128[] ties = position.delivered().stream().map(Identity::parse).toArray(Hash128[]::new);
        return new Mark(position.rve(), ties, ties.length);
    }

    /** Everything up to {@code rve}, with no event received at it. */
    static Mark at(long rve) {
        return new Mark(rve, NONE.ties, 0);
    }

    /**
     * This mark after one more event. Called on the newest mark only, by one thread.
     *
     * @param eventRve not 0
     */
    Mark with(long eventRve, Hash128 identity) {
        if (eventRve < rve) {
            return this;
        }
        if (eventRve > rve) {
            return new Mark(eventRve, new Hash128[] {identity, null}, 1);
        }
        if (tieCount == Position.MAX_DELIVERED || holds(identity)) {
            return this;
        }
        Hash128[] room = tieCount < ties.length ? ties : Arrays.copyOf(ties, Math.max(4, 2 * tieCount));
        room[tieCount] = identity;
        return new Mark(rve, room, tieCount + 1);
    }

    private boolean holds(Hash128 identity) {
        for (int i = 0; i < tieCount; i++) {
            if (ties[i].equals(identity)) {
                return true;
            }
        }
        return false;
    }

    long rve() {
        return rve;
    }

    /** The identities, as a position keeps them. */
    List<String> delivered() {
        List<String> texts = new ArrayList<>(tieCount);
        for (int i = 0; i < tieCount; i++) {
            texts.add(ties[i].toString());
        }
        return texts;
    }

    /** The identities. */
    List<Hash128> ties() {
        return List.of(Arrays.copyOf(ties, tieCount));
    }
}
