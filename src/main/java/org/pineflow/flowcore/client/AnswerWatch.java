package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Ends exchanges over one connection that take too long. A timer that runs out looks whether the exchange of that moment
 * has had its time, and is set again if not: hundreds of exchanges need one timer, not one each. Safe for threads; one
 * exchange at a time.
 */
final class AnswerWatch {

    private final long patience;
    private final LongSupplier nanoTime;
    private final LongFunction<Executor> later;
    private Optional<Runnable> end;
    private boolean exchanging;
    private boolean timerRuns;
    private boolean tooLate;
    private long since;

    /**
     * @param patience for one exchange
     * @param end ends the exchange; called on a timer's thread, once at most
     */
    AnswerWatch(Duration patience, Runnable end) {
        this(
                patience,
                end,
                System::nanoTime,
                nanos -> CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run));
    }

    /**
     * The same, in another time.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param later what runs a task that many nanoseconds later
     */
    AnswerWatch(Duration patience, Runnable end, LongSupplier nanoTime, LongFunction<Executor> later) {
        this.patience = patience.toNanos();
        this.end = Optional.of(end);
        this.nanoTime = nanoTime;
        this.later = later;
    }

    /** An exchange begins. */
    synchronized void begin() {
        exchanging = true;
        since = nanoTime.getAsLong();
        if (!timerRuns) {
            startTimer(patience);
        }
    }

    /** The exchange is over. */
    synchronized void end() {
        exchanging = false;
    }

    /** Whether an exchange was ended because it took too long. */
    synchronized boolean wasTooLate() {
        return tooLate;
    }

    /**
     * There will be no more exchanges. A timer that runs still has its time to run, and must not keep the connection in memory
     * for that long: a sink that closes after each answer would fill it with connections that are over.
     */
    synchronized void letGo() {
        exchanging = false;
        end = Optional.empty();
    }

    private void startTimer(long nanos) {
        timerRuns = true;
        later.apply(nanos).execute(this::look);
    }

    private void look() {
        ifTooLate().ifPresent(Runnable::run);
    }

    private synchronized Optional<Runnable> ifTooLate() {
        timerRuns = false;
        long left = since + patience - nanoTime.getAsLong();
        if (exchanging && left > 0) {
            startTimer(left);
        }
        tooLate = exchanging && left <= 0;
        return tooLate ? end : Optional.empty();
    }
}
