package org.pineflow.fd1.client;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a socket is left alone for a moment. Rows that come one by one, thousands a second, cost a wake-up and a read each:
 * more than all that is done with them. So a socket that was read a moment ago and had little is read again only when a
 * pause is over, and then all that came meanwhile at once. After a quiet time the first row is read at once; and a socket
 * that had much is never left alone. Confined to one thread.
 */
final class ReadPace {

    /** The longest that a row waits in the socket. A batch fills for tens of milliseconds. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What comes in during a pause at the pace so far is no more than this: less than any kernel takes in unread. */
    static final int MUCH = 48 * 1024;

    private final LongSupplier nanoTime;
    private long last;

    ReadPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - PAUSE_NANOS;
    }

    /**
     * The socket has been read until it was empty.
     *
     * @param bytes how many came
     * @return whether to leave it alone for {@link #PAUSE_NANOS}
     */
    boolean pauseAfter(int bytes) {
        long now = nanoTime.getAsLong();
        boolean pause = bytes < MUCH && now - last < 2 * PAUSE_NANOS;
        last = now;
        return pause;
    }
}
