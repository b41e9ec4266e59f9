package org.pineflow.fd1.stream;

import java.time.Duration;
import org.pineflow.fd1.client.Rve;

/**
 * Whether a sequenced restart keeps its promise: all of its rows in the order of their rve (FD1 guide, "Restarting a
 * Firehose"). Rows that lie behind by less than the overlap are read again by every restart, so a single one does no
 * harm. Confined to the event loop.
 */
final class SequenceWatch {

    /** What a row says about the order. */
    enum Order {
        /** It is as promised, as far as it matters. */
        KEPT,
        /** It falls, row after row: no sequence looks like that, though nothing proves it yet. */
        DOUBTFUL,
        /** It is broken: a row lies further behind than a restart reaches back. */
        BROKEN
    }

    private final Duration overlap;
    private long highest;
    private long last;
    private boolean falling;

    SequenceWatch(Duration overlap) {
        this.overlap = overlap;
    }

    /** The highest rve so far, 0 = none. */
    long highest() {
        return highest;
    }

    /** A row has come. */
    Order row(long rve) {
        boolean falls = isLower(rve, last);
        boolean fallsAgain = falls && falling;
        falling = falls;
        last = rve;
        if (!isLower(rve, highest)) {
            highest = Math.max(highest, rve);
            return Order.KEPT;
        }
        if (rve < Rve.minus(highest, overlap)) {
            return Order.BROKEN;
        }
        return fallsAgain ? Order.DOUBTFUL : Order.KEPT;
    }

    /** Of one millisecond nothing can be said where a server mixes both forms of rve. */
    private static boolean isLower(long rve, long other) {
        return rve / 100 < other / 100;
    }
}
