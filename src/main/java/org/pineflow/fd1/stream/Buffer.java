package org.pineflow.fd1.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of one run wait for delivery. A run that ends with batches undelivered takes its buffer with it, so
 * that the next one begins empty. Safe for use by several threads.
 *
 * <p>Who stops the source when more than half is used, or when more than enough waits, can rely on hearing of it again:
 * {@link #remove} is true exactly when the use falls from above half to half or below, or from above half of what is
 * enough to that or below.
 */
final class Buffer {

    private final AtomicLong used = new AtomicLong();
    private final long capacity;
    private final long enough;

    /**
     * @param capacity bytes that may wait; the source is held back when there are so many
     * @param enough bytes that keep the sink busy until more is read
     */
    Buffer(long capacity, long enough) {
        this.capacity = capacity;
        this.enough = Math.min(enough, capacity / 2);
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Takes bytes out; true when there is room again, or little left, that was not before. */
    boolean remove(long bytes) {
        long left = used.addAndGet(-bytes);
        return fallsTo(capacity / 2, left, bytes) || fallsTo(enough / 2, left, bytes);
    }

    private static boolean fallsTo(long mark, long left, long bytes) {
        return left <= mark && left + bytes > mark;
    }

    /** Whether as much waits as may. */
    boolean isFull() {
        return used.get() >= capacity;
    }

    /** Whether more than half of it is used. */
    boolean isHalfFull() {
        return used.get() > capacity / 2;
    }

    /** Whether more waits than is needed to keep the sink busy. */
    boolean isMoreThanEnough() {
        return used.get() > enough;
    }

    long bytes() {
        return used.get();
    }
}
