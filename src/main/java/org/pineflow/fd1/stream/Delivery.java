package org.pineflow.fd1.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;

/**
 * Routes batches, one at a time in each lane, holds those that failed and routes them again, and moves the stored
 * position as receipts come in; while that cannot be stored, nothing is routed. All its state is confined to a serial
 * executor on the pool; its public methods may be called from any thread and never block.
 */
final class Delivery {

    /** Hears what the stream has to react to. Called on a pool thread. */
    interface Listener {

        /** Half of the buffer is free again, or little waits for delivery that was more than enough before. */
        void drained();

        /** The stream has another owner now; nothing more is routed or written. */
        void ownershipLost(OwnershipLostException cause);
    }

    private final StreamStatus status;
    private final Frontier frontier;
    private final Buffer buffer;
    private final SerialExecutor serial;
    private final ScheduledExecutorService timer;
    private final Backoff redelivery;
    private final Clock clock;
    private final Listener listener;
    private final DeliveryLane[] lanes;
    private final PositionWriter positions;
    private final List<Runnable> whenSettled = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private UnaryOperator<Position> atRelease = UnaryOperator.identity();
    private boolean stopping;

    Delivery(
            StreamContext context,
            Frontier frontier,
            Buffer buffer,
            OwnedStream owned,
            Position position,
            Listener listener) {
        this.status = context.status();
        this.timer = context.threads().timer();
        this.clock = context.clock();
        this.frontier = frontier;
        this.buffer = buffer;
        this.listener = listener;
        this.serial = new SerialExecutor(context.threads().pool());
        this.redelivery = new Backoff(
                context.settings().redeliveryDelay(),
                context.settings().redeliveryMaxDelay(),
                context.threads().random());
        this.lanes = new DeliveryLane[context.settings().maxInFlight()];
        Arrays.setAll(lanes, lane -> new DeliveryLane(context, serial, owned, redelivery, this::later, new Receipts()));
        this.positions = new PositionWriter(context, owned, position, redelivery, serial, this::later, new Writes());
    }

    /** Takes a closed batch for delivery. Batches of a lane are delivered in the order of these calls. */
    void deliver(PendingBatch batch) {
        serial.execute(() -> lanes[batch.lane].add(batch));
    }

    /** As {@link #update(UnaryOperator, Consumer)}, for those who need not know when. */
    void update(UnaryOperator<Position> change) {
        update(change, position -> {});
    }

    /**
     * Changes the position and stores it durably, then gives it to {@code stored}; batches given for delivery later
     * wait for it. A change that throws is tried again after a pause, and holds the stream meanwhile. When the stream is
     * stopped or lost, {@code stored} may never hear.
     */
    void update(UnaryOperator<Position> change, Consumer<Position> stored) {
        serial.execute(() -> positions.write(change, stored));
    }

    /** Changes what the position says beside its rve; stored with the next move. */
    void remember(UnaryOperator<Position> change) {
        serial.execute(() -> positions.remember(change));
    }

    /** Runs {@code task} as soon as every batch given so far is done and the position stored. */
    void whenSettled(Runnable task) {
        serial.execute(() -> {
            whenSettled.add(task);
            settle();
        });
    }

    /**
     * The position may move again: see {@link Frontier#release}.
     *
     * @param released changes the position together with its first move
     */
    void release(UnaryOperator<Position> released) {
        serial.execute(() -> {
            atRelease = released;
            frontier.release().ifPresent(this::moveTo);
        });
    }

    /** What {@link #release} was to change is void: the stream is opened again before the position has moved. */
    void voidRelease() {
        serial.execute(() -> atRelease = UnaryOperator.identity());
    }

    /** Bytes that waited do so no more. May be called from any thread. */
    void freed(long bytes) {
        if (buffer.remove(bytes)) {
            listener.drained();
        }
    }

    /**
     * Routes nothing more. What is in flight may still get its receipt, and moves the position.
     *
     * @return completes when nothing is in flight
     */
    CompletableFuture<Void> stop() {
        serial.execute(() -> {
            stopping = true;
            positions.storeMoves();
            completeWhenIdle();
        });
        return stopped;
    }

    private void completeWhenIdle() {
        if (stopping && !positions.isDue() && Arrays.stream(lanes).noneMatch(DeliveryLane::isInFlight)) {
            stopped.complete(null);
        }
    }

    private void settle() {
        if (stopping || whenSettled.isEmpty() || !Arrays.stream(lanes).allMatch(DeliveryLane::isEmpty)) {
            return;
        }
        positions.storeMoves();
        if (positions.isIdle()) {
            List<Runnable> tasks = List.copyOf(whenSettled);
            whenSettled.clear();
            tasks.forEach(Runnable::run);
        }
    }

    private void moveTo(Mark mark) {
        UnaryOperator<Position> also = atRelease;
        atRelease = UnaryOperator.identity();
        positions.move(now -> also.apply(now.movedTo(mark.rve(), mark.delivered())));
        if (stopping) {
            positions.storeMoves();
        }
    }

    private void later(Duration pause, Runnable task) {
        try {
            timer.schedule(() -> serial.execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shutDown) {
            // The process ends and nothing is tried again: what is undelivered is read again from the position.
        }
    }

    /** What the position's writer has to say. */
    private final class Writes implements PositionWriter.Listener {

        @Override
        public void written() {
            for (DeliveryLane lane : lanes) {
                lane.routeNext();
            }
            settle();
            completeWhenIdle();
        }

        @Override
        public void failed() {
            completeWhenIdle();
        }

        /** After a stop, that nothing can be written any more is no news. */
        @Override
        public void lost(OwnershipLostException cause) {
            boolean news = !stopping;
            stopping = true;
            completeWhenIdle();
            if (news) {
                listener.ownershipLost(cause);
            }
        }
    }

    /** What the lanes have to say. */
    private final class Receipts implements DeliveryLane.Listener {

        @Override
        public boolean mayRoute() {
            return !stopping && !positions.isFailing();
        }

        @Override
        public boolean isStopping() {
            return stopping;
        }

        @Override
        public void delivered(PendingBatch batch) {
            int bytes = batch.events().byteLength();
            status.countDelivered(batch.events().size(), bytes, clock.instant());
            frontier.finish(batch).ifPresent(Delivery.this::moveTo);
            settle();
            freed(bytes);
            completeWhenIdle();
        }

        @Override
        public void held() {
            completeWhenIdle();
        }

        @Override
        public void shutDown() {
            stopping = true;
        }
    }
}
