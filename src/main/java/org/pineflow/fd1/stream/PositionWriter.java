package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the position of an owned stream, one change after the other, each stored durably before the next. A change
 * that throws, or cannot be stored, is tried again after a pause. Confined to the delivery's serial executor.
 */
final class PositionWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PositionWriter.class);

    /** Hears how it goes. */
    interface Listener {

        /** Everything is stored. */
        void written();

        /** The stream is not owned any more; nothing more is written. */
        void lost(OwnershipLostException cause);
    }

    private record Change(UnaryOperator<Position> change, Consumer<Position> stored) {}

    private final String stream;
    private final StreamStatus status;
    private final OwnedStream owned;
    private final Backoff pauses;
    private final BiConsumer<Duration, Runnable> later;
    private final Listener listener;
    private final Queue<Change> changes = new ArrayDeque<>();
    private Position position;
    private int failures;
    private boolean lost;

    /**
     * @param pauses between tries
     * @param later runs a task on the serial executor, after a pause
     */
    PositionWriter(
            StreamContext context,
            OwnedStream owned,
            Position position,
            Backoff pauses,
            BiConsumer<Duration, Runnable> later,
            Listener listener) {
        this.stream = context.settings().name();
        this.status = context.status();
        this.owned = owned;
        this.position = position;
        this.pauses = pauses;
        this.later = later;
        this.listener = listener;
        status.position(position);
    }

    /** Stores a change, at once unless a failed try waits for its pause to end; then tells {@code stored}. */
    void write(UnaryOperator<Position> change, Consumer<Position> stored) {
        changes.add(new Change(change, stored));
        if (!isFailing()) {
            tryToWrite();
        }
    }

    /** Changes the position; stored with the next change. */
    void remember(UnaryOperator<Position> change) {
        position = change.apply(position);
    }

    /** Whether the last try failed. */
    boolean isFailing() {
        return failures > 0;
    }

    /** Whether every change is stored. */
    boolean isIdle() {
        return changes.isEmpty();
    }

    private void tryToWrite() {
        while (!changes.isEmpty() && !lost) {
            try {
                Position changed = changes.element().change().apply(position);
                owned.write(changed);
                position = changed;
            } catch (OwnershipLostException loss) {
                lost = true;
                listener.lost(loss);
                return;
            } catch (RuntimeException failure) {
                waitAfter(failure);
                return;
            }
            if (isFailing()) {
                LOG.info("stream={} the position is stored again", stream);
                status.deliveryTrouble("");
                failures = 0;
            }
            status.position(position);
            changes.remove().stored().accept(position);
        }
        listener.written();
    }

    private void waitAfter(RuntimeException failure) {
        Duration pause = pauses.pause(failures++);
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        status.deliveryTrouble(reason);
        LOG.warn(
                "stream={} is held, because its position cannot be stored; next try in {} ms: {}",
                stream,
                pause.toMillis(),
                reason);
        later.accept(pause, this::tryToWrite);
    }
}
