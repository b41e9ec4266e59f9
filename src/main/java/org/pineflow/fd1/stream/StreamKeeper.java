package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.PositionStoreException;
import org.pineflow.position.PositionUnreadableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a stream, or waits until it can: takes the lock, reads the position and checks that it belongs here, then runs the
 * stream. When another owner takes it, the run ends and the waiting begins anew. All state is guarded by this object;
 * what blocks runs on the pool.
 *
 * @param <R> what runs while the stream is owned
 */
public final class StreamKeeper<R> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);
    private static final Duration LOCK_RETRY = Duration.ofSeconds(1);
    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    private static final String WAITS = "waits for the owner: another process or route owns the stream";

    /** Starts and stops what runs while the stream is owned. */
    public interface Runner<R> {

        /** Starts; {@code ownershipLost} is to be run when another owner has taken the stream. */
        R start(OwnedStream owned, Position position, Runnable ownershipLost);

        /** Stops; the result completes when nothing is in flight. */
        CompletableFuture<Void> stop(R run);
    }

    private final StreamContext context;
    private final Supplier<PositionStore> store;
    private final Runner<R> runner;
    private final Duration stopPatience;
    private Optional<OwnedStream> owned = Optional.empty();
    private Optional<R> run = Optional.empty();
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
    private CompletableFuture<R> running = new CompletableFuture<>();
    private long round;
    private boolean started;

    /**
     * @param store is asked for when it is needed: it may not be reachable yet
     * @param stopPatience how long to wait at a stop for batches in flight
     */
    public StreamKeeper(StreamContext context, Supplier<PositionStore> store, Runner<R> runner, Duration stopPatience) {
        this.context = context;
        this.store = store;
        this.runner = runner;
        this.stopPatience = stopPatience;
    }

    /** Begins to take the stream, in the background. */
    public synchronized void start() {
        started = true;
        running = new CompletableFuture<>();
        long now = ++round;
        context.threads().pool().execute(() -> attempt(now));
    }

    /**
     * What runs: completes when the stream is owned, and fails with an {@link Fd1Exception} when it cannot be run or is
     * stopped first.
     */
    public synchronized CompletableFuture<R> running() {
        return running;
    }

    /**
     * Ends the run without waiting: nothing more is taken in or routed. Batches in flight may still get their receipt;
     * the lock is given up when there are none.
     */
    public synchronized void halt() {
        started = false;
        round++;
        running.completeExceptionally(new Fd1Exception("the stream was stopped"));
        run.ifPresent(ending -> {
            Optional<OwnedStream> held = owned;
            idle = runner.stop(ending);
            idle.thenRun(() -> release(held));
        });
        run = Optional.empty();
    }

    /** Ends the run, waits for batches in flight as long as patience lasts, and gives up the lock. */
    public void stop() {
        halt();
        await(idleSoon());
        release();
    }

    private synchronized CompletableFuture<Void> idleSoon() {
        return idle.copy();
    }

    private void await(CompletableFuture<Void> end) {
        try {
            end.completeOnTimeout(null, stopPatience.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException unexpected) {
            throw new IllegalStateException(unexpected.getCause());
        }
    }

    /** @param of tries of an earlier start, or of a run before the last, are void */
    private synchronized void attempt(long of) {
        if (!started || of != round || run.isPresent()) {
            return;
        }
        String name = context.settings().name();
        try {
            Optional<OwnedStream> taken = store.get().tryOpen(name);
            if (taken.isEmpty()) {
                waitForOwner();
                return;
            }
            owned = taken;
            Position position = own(taken.get().read().orElseGet(() -> Position.unopened("", "")));
            if (!position.fingerprint().equals(context.fingerprint())) {
                stop("its position belongs to another question: it was made by \"" + position.fingerprint()
                        + "\", and this route asks \"" + context.fingerprint()
                        + "\". Give this route another stream name (stream=…), or put the route back as it was");
                return;
            }
            run = Optional.of(runner.start(taken.get(), position, () -> ownershipLost(of)));
            taken.get().whenLost(() -> ownershipLost(of));
            running.complete(run.get());
        } catch (PositionUnreadableException unreadable) {
            stop(unreadable.getMessage());
        } catch (PositionStoreException failure) {
            release();
            context.status().condition(State.STARTING, failure.getMessage());
            LOG.warn(
                    "stream={} cannot be opened; next try in {} s: {}",
                    name,
                    STORE_RETRY.toSeconds(),
                    failure.getMessage());
            retry(STORE_RETRY);
        } catch (RuntimeException fault) {
            LOG.error("stream={} could not be started", name, fault);
            stop("it could not be started: " + fault);
        }
    }

    /** A position without a fingerprint is of nobody yet: the stream is new, or an operator replaced an unreadable one. */
    private Position own(Position position) {
        return position.fingerprint().isEmpty() ? position.askedBy(context.fingerprint()) : position;
    }

    private void waitForOwner() {
        if (context.status().condition().state() != State.WAITING) {
            LOG.info(
                    "stream={} is owned by another process or route; waits for it, to take over when it ends",
                    context.settings().name());
        }
        context.status().condition(State.WAITING, WAITS);
        retry(LOCK_RETRY);
    }

    private void stop(String reason) {
        release();
        context.status().condition(State.STOPPED, reason);
        running.completeExceptionally(
                new StreamStoppedException("stream=" + context.settings().name() + " " + reason));
        LOG.error("stream={} is stopped: {}", context.settings().name(), reason);
    }

    private void retry(Duration pause) {
        long now = round;
        context.threads()
                .timer()
                .schedule(
                        () -> context.threads().pool().execute(() -> attempt(now)),
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void ownershipLost(long of) {
        context.threads().pool().execute(() -> endLostRun(of));
    }

    /** A run that was stopped meanwhile has nothing to lose. The next one waits for what this one has in flight. */
    private synchronized void endLostRun(long of) {
        if (of != round || run.isEmpty()) {
            return;
        }
        LOG.warn(
                "stream={} was taken over by another owner; waits for it, and delivers nothing more",
                context.settings().name());
        idle = runner.stop(run.get());
        context.status().condition(State.WAITING, WAITS);
        run = Optional.empty();
        running = new CompletableFuture<>();
        release();
        long next = ++round;
        idle.copy()
                .completeOnTimeout(null, stopPatience.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> retryIn(next));
    }

    private synchronized void retryIn(long of) {
        if (started && of == round) {
            retry(LOCK_RETRY);
        }
    }

    private synchronized void release() {
        release(owned);
    }

    private synchronized void release(Optional<OwnedStream> held) {
        held.ifPresent(OwnedStream::close);
        if (owned.equals(held)) {
            owned = Optional.empty();
        }
    }
}
