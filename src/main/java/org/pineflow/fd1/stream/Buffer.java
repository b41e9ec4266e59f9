package org.pineflow.fd1.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of one run wait for delivery. A run that ends with batches undelivered takes its buffer with it, so
 * that the next one begins empty. Safe for use by several threads.
 *
 * <p>Who stops the source when more than half is used can rely on hearing of it again: {@link #remove} is true exactly
 * when the use falls from above half to half or below.
 */
final class Buffer {

    private final AtomicLong used = new AtomicLong();
    private final long capacity;

    /** @param capacity bytes that may wait; the source is held back when there are so many */
    Buffer(long capacity) {
        this.capacity = capacity;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Takes bytes out; true when half of the buffer is free again that was not before. */
    boolean remove(long bytes) {
        long left = used.addAndGet(-bytes);
        long half = capacity / 2;
        return left <= half && left + bytes > half;
    }

    /** Whether as much waits as may. */
    boolean isFull() {
        return used.get() >= capacity;
    }

    /** Whether more than half of it is used. */
    boolean isHalfFull() {
        return used.get() > capacity / 2;
    }

    long bytes() {
        return used.get();
    }
}
