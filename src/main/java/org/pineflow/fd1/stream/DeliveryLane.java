package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.pineflow.event.RetryLater;
import org.pineflow.position.OwnedStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches of one lane: one in flight, those behind it wait; one that failed is held, and routed again. Confined to the
 * delivery's serial executor; routes on the pool.
 */
final class DeliveryLane {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLane.class);

    /** The delivery around it. */
    interface Listener {

        /** Whether batches may be routed at present. */
        boolean mayRoute();

        /** Whether nothing will be routed any more. */
        boolean isStopping();

        /** The batch has its receipt; the one behind it is on its way already. */
        void delivered(PendingBatch batch);

        /** A batch has failed, and is held. */
        void held();

        /** The pool takes nothing any more: nothing more is routed. */
        void shutDown();
    }

    private final StreamSettings settings;
    private final StreamStatus status;
    private final BatchRouter router;
    private final Executor pool;
    private final SerialExecutor serial;
    private final OwnedStream owned;
    private final Backoff redelivery;
    private final BiConsumer<Duration, Runnable> later;
    private final Listener listener;
    private final Queue<PendingBatch> queue = new ArrayDeque<>();
    private boolean inFlight;
    private boolean held;
    private int failures;

    /**
     * @param redelivery the pauses before a batch is routed again
     * @param later runs a task on the serial executor, after a pause
     */
    DeliveryLane(
            StreamContext context,
            SerialExecutor serial,
            OwnedStream owned,
            Backoff redelivery,
            BiConsumer<Duration, Runnable> later,
            Listener listener) {
        this.settings = context.settings();
        this.status = context.status();
        this.router = context.router();
        this.pool = context.threads().pool();
        this.serial = serial;
        this.owned = owned;
        this.redelivery = redelivery;
        this.later = later;
        this.listener = listener;
    }

    /** Takes a batch, behind those that are here. */
    void add(PendingBatch batch) {
        queue.add(batch);
        routeNext();
    }

    /** Routes the next batch, if there is one and nothing is in its way. */
    void routeNext() {
        routeNext(batch -> false);
    }

    /** @param goesOn whether the thread that routed the batch before takes this one too; else the pool does */
    private void routeNext(Predicate<PendingBatch> goesOn) {
        if (isReady()) {
            inFlight = true;
            PendingBatch next = queue.element();
            if (!goesOn.test(next)) {
                start(next);
            }
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean isInFlight() {
        return inFlight;
    }

    private boolean isReady() {
        return !inFlight && !held && !queue.isEmpty() && listener.mayRoute();
    }

    private void start(PendingBatch batch) {
        try {
            pool.execute(() -> route(batch));
        } catch (RejectedExecutionException shutDown) {
            inFlight = false;
            listener.shutDown();
        }
    }

    private void route(PendingBatch first) {
        for (Optional<PendingBatch> next = Optional.of(first); next.isPresent(); ) {
            next = tryToRoute(next.get());
        }
    }

    private Optional<PendingBatch> tryToRoute(PendingBatch batch) {
        RouteAttempt attempt = new RouteAttempt(serial, new RouteAttempt.Outcome() {

            @Override
            public void delivered(RouteAttempt attempt) {
                DeliveryLane.this.delivered(batch, attempt);
            }

            @Override
            public void failed(Throwable cause) {
                DeliveryLane.this.failed(cause);
            }
        });
        try {
            owned.confirm();
            router.route(batch.events(), attempt);
        } catch (RuntimeException | Error failure) {
            attempt.failed(failure);
        }
        boolean whole = false;
        try {
            attempt.returned();
            whole = true;
        } finally {
            if (!whole) {
                attempt.next().ifPresent(this::start);
            }
        }
        return attempt.next();
    }

    private void delivered(PendingBatch batch, RouteAttempt attempt) {
        queue.remove();
        inFlight = false;
        if (failures > 0) {
            LOG.info("stream={} delivers again after {} tries", settings.name(), failures + 1);
            failures = 0;
            status.deliveryTrouble("");
        }
        routeNext(attempt::goesOnWith);
        listener.delivered(batch);
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
        if (!listener.isStopping()) {
            LOG.warn(
                    "stream={} a batch of {} events was not delivered (try {}); it is held and routed again in"
                            + " {} ms: {}",
                    settings.name(),
                    queue.element().events().size(),
                    failures,
                    pause.toMillis(),
                    reason);
        }
        new Hold().until(pause, cause);
        listener.held();
    }

    /** The pause after a failure: over when its time is up, or sooner when the sink is known to work. */
    private final class Hold {

        private Optional<RetryLater.Watch> watch = Optional.empty();
        private boolean over;

        void until(Duration pause, Throwable cause) {
            if (cause instanceof RetryLater sink) {
                watch = Optional.of(sink.onRecovery(() -> serial.execute(this::end)));
            }
            later.accept(pause, this::end);
        }

        private void end() {
            if (!over) {
                over = true;
                watch.ifPresent(RetryLater.Watch::close);
                held = false;
                routeNext();
            }
        }
    }
}
