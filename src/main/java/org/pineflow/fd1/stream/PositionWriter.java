package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the position of an owned stream, one change after the other, each stored durably before the next. Moves that
 * follow each other are one change, and are stored every {@value #REST_MILLIS} ms at most: a durable write may cost more than
 * a batch's way through a quick sink, and all that is won by more of them is a little less to send again after a crash.
 * A change that throws, or cannot be stored, is tried again after a pause. Confined to the delivery's serial executor.
 */
final class PositionWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PositionWriter.class);
    private static final int REST_MILLIS = 100;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);

    /** Hears how it goes. */
    interface Listener {

        /** Everything is stored. */
        void written();

        /** Something is not stored; it is tried again later. */
        void failed();

        /** The stream is not owned any more; nothing more is written. */
        void lost(OwnershipLostException cause);
    }

    private record Change(UnaryOperator<Position> change, Optional<Consumer<Position>> stored) {

        boolean isMove() {
            return stored.isEmpty();
        }
    }

    private final String stream;
    private final StreamStatus status;
    private final OwnedStream owned;
    private final LongSupplier nanoTime;
    private final Backoff pauses;
    private final Executor behind;
    private final BiConsumer<Duration, Runnable> later;
    private final Listener listener;
    private final Deque<Change> changes = new ArrayDeque<>();
    private Position position;
    private int failures;
    private long rested;
    private boolean movesLater;
    private boolean lost;

    /**
     * @param pauses between tries
     * @param behind runs a task on the serial executor, behind those that wait for it already
     * @param later runs a task on the serial executor, after a pause
     */
    PositionWriter(
            StreamContext context,
            OwnedStream owned,
            Position position,
            Backoff pauses,
            Executor behind,
            BiConsumer<Duration, Runnable> later,
            Listener listener) {
        this.stream = context.settings().name();
        this.status = context.status();
        this.nanoTime = context.nanoTime();
        this.rested = nanoTime.getAsLong();
        this.owned = owned;
        this.position = position;
        this.pauses = pauses;
        this.behind = behind;
        this.later = later;
        this.listener = listener;
        status.position(position);
    }

    /** Stores a change, at once unless a failed try waits for its pause to end; then tells {@code stored}. */
    void write(UnaryOperator<Position> change, Consumer<Position> stored) {
        changes.add(new Change(change, Optional.of(stored)));
        if (!isFailing()) {
            tryToWrite();
        }
    }

    /**
     * Stores a move: once the serial executor has done what waits for it now, or when the rest after the write before is
     * over; together with the moves that come until then.
     */
    void move(UnaryOperator<Position> move) {
        Change last = changes.peekLast();
        if (last != null && last.isMove()) {
            changes.removeLast();
            changes.add(new Change(now -> move.apply(last.change().apply(now)), Optional.empty()));
        } else {
            changes.add(new Change(move, Optional.empty()));
        }
        if (!movesLater && !isFailing()) {
            movesLater = true;
            long rest = rested - nanoTime.getAsLong();
            if (rest > 0) {
                later.accept(Duration.ofNanos(rest), this::storeMoves);
            } else {
                behind.execute(this::storeMoves);
            }
        }
    }

    /** Stores moves that are to be stored later, now. */
    void storeMoves() {
        if (movesLater) {
            movesLater = false;
            if (!isFailing()) {
                tryToWrite();
            }
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

    /** Whether a move is about to be stored. */
    boolean isDue() {
        return movesLater;
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
                listener.failed();
                return;
            }
            if (isFailing()) {
                LOG.info("stream={} the position is stored again", stream);
                status.deliveryTrouble("");
                failures = 0;
            }
            rested = nanoTime.getAsLong() + REST_NANOS;
            status.position(position);
            changes.remove().stored().ifPresent(stored -> stored.accept(position));
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
