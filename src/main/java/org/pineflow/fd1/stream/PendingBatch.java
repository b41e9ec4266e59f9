package org.pineflow.fd1.stream;

import java.util.Optional;
import org.pineflow.event.EventBatch;

/**
 * A batch on its way: open (the event loop still adds rows), closed, or done. Its marks say where the position may go
 * when everything before it, and when it itself, is done. Guarded by the {@link Frontier} it was opened at, but for its
 * events, which are there before it is handed to the delivery.
 */
final class PendingBatch {

    final int lane;
    private final Mark before;
    private Mark after;
    private Optional<EventBatch> batch = Optional.empty();
    private boolean done;
    private long count = 1;

    PendingBatch(int lane, Mark before) {
        this.lane = lane;
        this.before = before;
        this.after = before;
    }

    /** How far the stream was received when this batch was opened. */
    Mark before() {
        return before;
    }

    /** How far the stream was received when this batch was closed. */
    Mark after() {
        return after;
    }

    void close(EventBatch events, Mark received) {
        batch = Optional.of(events);
        after = received;
    }

    /** The events; only of a closed batch. */
    EventBatch events() {
        return batch.orElseThrow();
    }

    /** It has its receipt: its events are not needed any more. */
    void finish() {
        done = true;
        batch = Optional.empty();
    }

    boolean isDone() {
        return done;
    }

    /** How many batches this one stands for. */
    long count() {
        return count;
    }

    /** Lets this one stand for a later neighbour as well, when both are done; else does nothing and says so. */
    boolean join(PendingBatch next) {
        if (!done || !next.done) {
            return false;
        }
        count += next.count;
        if (next.after.rve() >= after.rve()) {
            after = next.after;
        }
        return true;
    }
}
