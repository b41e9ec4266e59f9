package org.pineflow.simulator;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happened and is not sent yet, up to a bound: the server keeps only a limited number of messages (FD1 firehose
 * guide). Filled by any thread, emptied by the event loop of the connection.
 *
 * @param <T> what happened
 */
final class LiveQueue<T> {

    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int bound;
    private final Runnable filled;
    private final Runnable overflowed;

    /** Calls {@code filled} when there is something to send, {@code overflowed} for each thing that finds no room. */
    LiveQueue(int bound, Runnable filled, Runnable overflowed) {
        this.bound = bound;
        this.filled = filled;
        this.overflowed = overflowed;
    }

    void add(T happened) {
        if (size.incrementAndGet() > bound) {
            size.decrementAndGet();
            overflowed.run();
            return;
        }
        queue.add(happened);
        filled.run();
    }

    /** The oldest, or null when there is none. */
    T poll() {
        T oldest = queue.poll();
        if (oldest != null) {
            size.decrementAndGet();
        }
        return oldest;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
