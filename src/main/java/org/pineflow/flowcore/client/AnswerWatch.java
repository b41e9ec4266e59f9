package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends exchanges over one connection that take too long. A timer that runs out looks whether the exchange of that moment
 * has had its time, and is set again if not: hundreds of exchanges need one timer, not one each. Safe for threads; one
 * exchange at a time.
 */
final class AnswerWatch {

    /** Runs a task later, unless it is called off. */
    @FunctionalInterface
    interface Timer {

        /** Runs {@code task} after that many nanoseconds; the result calls it off, and then nothing keeps it in memory. */
        Runnable after(long nanos, Runnable task);
    }

    private final long patience;
    private final LongSupplier nanoTime;
    private final Timer timer;
    private Optional<Runnable> end;
    private Optional<Runnable> callOff = Optional.empty();
    private boolean exchanging;
    private boolean tooLate;
    private long since;

    /**
     * @param patience for one exchange
     * @param end ends the exchange; called on a timer's thread, once at most
     */
    AnswerWatch(Duration patience, Runnable end) {
        this(patience, end, System::nanoTime, AnswerWatch::realTimer);
    }

    /**
     * The same, in another time.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    AnswerWatch(Duration patience, Runnable end, LongSupplier nanoTime, Timer timer) {
        this.patience = patience.toNanos();
        this.end = Optional.of(end);
        this.nanoTime = nanoTime;
        this.timer = timer;
    }

    /** One thread for all, which the JDK keeps for such. */
    private static Runnable realTimer(long nanos, Runnable task) {
        CompletableFuture<Void> time =
                new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
        time.thenRun(task);
        return () -> time.cancel(false);
    }

    /** An exchange begins. */
    synchronized void begin() {
        exchanging = true;
        since = nanoTime.getAsLong();
        if (callOff.isEmpty()) {
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
     * There will be no more exchanges. A timer that still runs must not keep the connection in memory until its time is up: a
     * sink that closes after each answer would fill it with connections that are over.
     */
    synchronized void letGo() {
        exchanging = false;
        end = Optional.empty();
        callOff.ifPresent(Runnable::run);
        callOff = Optional.empty();
    }

    private void startTimer(long nanos) {
        callOff = Optional.of(timer.after(nanos, this::look));
    }

    private void look() {
        ifTooLate().ifPresent(Runnable::run);
    }

    private synchronized Optional<Runnable> ifTooLate() {
        callOff = Optional.empty();
        long left = since + patience - nanoTime.getAsLong();
        if (exchanging && left > 0) {
            startTimer(left);
        }
        tooLate = exchanging && left <= 0;
        return tooLate ? end : Optional.empty();
    }
}
