package org.pineflow.fd1.client;

import java.util.function.LongSupplier;

/** Counts the nanoseconds in which a connection reads its socket. Owned by the connection's event loop. */
final class ReadingClock {

    private final LongSupplier nanoTime;
    private long before;
    private long since;
    private boolean reading;

    /** A clock that stands still at 0. */
    ReadingClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Lets it run, or stand still. */
    void setReading(boolean reading) {
        before = nanos();
        since = nanoTime.getAsLong();
        this.reading = reading;
    }

    boolean reading() {
        return reading;
    }

    /** Nanoseconds of reading so far. */
    long nanos() {
        return reading ? before + nanoTime.getAsLong() - since : before;
    }
}
