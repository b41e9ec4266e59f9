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

    void finish() {
        done = true;
    }

    boolean isDone() {
        return done;
    }
}
