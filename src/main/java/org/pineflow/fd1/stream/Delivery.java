package org.pineflow.fd1.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pineflow.event.RetryLater;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes batches, one at a time in each lane, holds those that failed and routes them again, and moves the stored
 * position as receipts come in; while that cannot be stored, nothing is routed. All its state is confined to a serial
 * executor on the pool; its public methods may be called from any thread and never block.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Hears what the stream has to react to. Called on a pool thread. */
    interface Listener {

        /** Half of the buffer is free again. */
        void drained();

        /** The stream has another owner now; nothing more is routed or written. */
        void ownershipLost(OwnershipLostException cause);
    }

    private final StreamSettings settings;
    private final StreamStatus status;
    private final Frontier frontier;
    private final Buffer buffer;
    private final BatchRouter router;
    private final Executor pool;
    private final SerialExecutor serial;
    private final ScheduledExecutorService timer;
    private final Backoff redelivery;
    private final Clock clock;
    private final Listener listener;
    private final Lane[] lanes;
    private final OwnedStream owned;
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
        this.settings = context.settings();
        this.status = context.status();
        this.router = context.router();
        this.pool = context.threads().pool();
        this.timer = context.threads().timer();
        this.clock = context.clock();
        this.frontier = frontier;
        this.buffer = buffer;
        this.listener = listener;
        this.serial = new SerialExecutor(pool);
        this.redelivery = new Backoff(
                settings.redeliveryDelay(),
                settings.redeliveryMaxDelay(),
                context.threads().random());
        this.lanes = new Lane[settings.maxInFlight()];
        Arrays.setAll(lanes, lane -> new Lane());
        this.owned = owned;
        this.positions = new PositionWriter(context, owned, position, redelivery, serial, this::later, new Writes());
    }

    /** Takes a closed batch for delivery. Batches of a lane are delivered in the order of these calls. */
    void deliver(PendingBatch batch) {
        serial.execute(() -> {
            lanes[batch.lane].queue.add(batch);
            lanes[batch.lane].routeNext();
        });
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
        if (stopping && !positions.isDue() && Arrays.stream(lanes).noneMatch(lane -> lane.inFlight)) {
            stopped.complete(null);
        }
    }

    private void settle() {
        if (stopping || whenSettled.isEmpty() || Arrays.stream(lanes).anyMatch(lane -> !lane.queue.isEmpty())) {
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
            for (Lane lane : lanes) {
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

    /** One try to deliver a batch. What is told after the first outcome is not heard. */
    private final class Attempt implements BatchRouter.Receipt {

        private final Lane lane;
        private final PendingBatch batch;
        private final Thread routing = Thread.currentThread();
        private Optional<Runnable> early = Optional.empty();
        private Optional<PendingBatch> next = Optional.empty();
        private boolean returned;
        private boolean goesOn;
        private boolean told;

        /** Made by the thread that routes the batch. */
        Attempt(Lane lane, PendingBatch batch) {
            this.lane = lane;
            this.batch = batch;
        }

        @Override
        public void delivered() {
            tell(() -> once(() -> lane.delivered(batch, this)));
        }

        @Override
        public void failed(Throwable cause) {
            tell(() -> once(() -> lane.failed(cause)));
        }

        /**
         * The route has returned: what it told on its own thread is taken up there, without waking another.
         *
         * @return what the same thread is to route next
         */
        Optional<PendingBatch> returned() {
            returned = true;
            goesOn = true;
            boolean whole = false;
            try {
                early.ifPresent(serial::executeHere);
                whole = true;
            } finally {
                goesOn = false;
                if (!whole) {
                    next.ifPresent(lane::start);
                }
            }
            return next;
        }

        /** Takes the batch behind this one, if that comes up while the routing thread has nothing else to do. */
        boolean goesOnWith(PendingBatch behind) {
            if (Thread.currentThread() != routing || !goesOn) {
                return false;
            }
            next = Optional.of(behind);
            return true;
        }

        /** Only the routing thread reads and changes what it told early. */
        private void tell(Runnable outcome) {
            if (Thread.currentThread() != routing || returned) {
                serial.execute(outcome);
            } else if (early.isEmpty()) {
                early = Optional.of(outcome);
            }
        }

        private void once(Runnable outcome) {
            if (!told) {
                told = true;
                outcome.run();
            }
        }
    }

    /** The pause of a lane whose batch failed: over when its time is up, or sooner when the sink is known to work. */
    private final class Hold {

        private final Lane lane;
        private Optional<RetryLater.Watch> watch = Optional.empty();
        private boolean over;

        Hold(Lane lane) {
            this.lane = lane;
        }

        void until(Duration pause, Throwable cause) {
            if (cause instanceof RetryLater sink) {
                watch = Optional.of(sink.onRecovery(() -> serial.execute(this::end)));
            }
            later(pause, this::end);
        }

        private void end() {
            if (!over) {
                over = true;
                watch.ifPresent(RetryLater.Watch::close);
                lane.goOn();
            }
        }
    }

    /** Batches of one lane: one in flight, those behind it wait. */
    private final class Lane {

        private final Queue<PendingBatch> queue = new ArrayDeque<>();
        private boolean inFlight;
        private boolean held;
        private int failures;

        void routeNext() {
            if (isReady()) {
                inFlight = true;
                start(queue.element());
            }
        }

        private boolean isReady() {
            return !inFlight && !held && !stopping && !positions.isFailing() && !queue.isEmpty();
        }

        private void start(PendingBatch batch) {
            try {
                pool.execute(() -> route(batch));
            } catch (RejectedExecutionException shutDown) {
                inFlight = false;
                stopping = true;
            }
        }

        private void route(PendingBatch first) {
            for (Optional<PendingBatch> next = Optional.of(first); next.isPresent(); ) {
                next = tryToRoute(next.get());
            }
        }

        private Optional<PendingBatch> tryToRoute(PendingBatch batch) {
            Attempt attempt = new Attempt(this, batch);
            try {
                owned.confirm();
                router.route(batch.events(), attempt);
            } catch (RuntimeException | Error failure) {
                attempt.failed(failure);
            }
            return attempt.returned();
        }

        private void delivered(PendingBatch batch, Attempt attempt) {
            queue.remove();
            inFlight = false;
            if (failures > 0) {
                LOG.info("stream={} delivers again after {} tries", settings.name(), failures + 1);
                failures = 0;
                status.deliveryTrouble("");
            }
            int bytes = batch.events().byteLength();
            status.countDelivered(batch.events().size(), bytes, clock.instant());
            Optional<Mark> further = frontier.finish(batch);
            if (isReady()) {
                inFlight = true;
                if (!attempt.goesOnWith(queue.element())) {
                    start(queue.element());
                }
            }
            further.ifPresent(Delivery.this::moveTo);
            settle();
            freed(bytes);
            completeWhenIdle();
        }

        private void failed(Throwable cause) {
            inFlight = false;
            held = true;
            status.countRetry();
            Duration pause = redelivery.pause(failures++);
            if (cause instanceof RetryLater later && later.retryAfter().compareTo(pause) > 0) {
                Duration longest = settings.redeliveryMaxDelay();
                pause = later.retryAfter().compareTo(longest) > 0 ? longest : later.retryAfter();
            }
            String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            status.deliveryTrouble(reason);
            if (!stopping) {
                LOG.warn(
                        "stream={} a batch of {} events was not delivered (try {}); it is held and routed again in"
                                + " {} ms: {}",
                        settings.name(),
                        queue.element().events().size(),
                        failures,
                        pause.toMillis(),
                        reason);
            }
            new Hold(this).until(pause, cause);
            completeWhenIdle();
        }

        private void goOn() {
            held = false;
            routeNext();
        }
    }
}
