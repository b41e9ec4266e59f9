package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends exchanges over one connection that take too long. A timer that runs out looks whether the exchange of that moment
 * has had its time, and is set again if not: hundreds of exchanges need one timer, not one each. Safe for threads; one
 * exchange at a time.
 */
final class AnswerWatch {

    private final long patience;
    private final Runnable end;
    private boolean exchanging;
    private boolean timerRuns;
    private boolean tooLate;
    private long since;

    /**
     * @param patience for one exchange
     * @param end ends the exchange; called on a timer's thread, once at most
     */
    AnswerWatch(Duration patience, Runnable end) {
        this.patience = patience.toNanos();
        this.end = end;
    }

    /** An exchange begins. */
    synchronized void begin() {
        exchanging = true;
        since = System.nanoTime();
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

    private void startTimer(long nanos) {
        timerRuns = true;
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(this::look);
    }

    private void look() {
        if (isTooLate()) {
            end.run();
        }
    }

    private synchronized boolean isTooLate() {
        timerRuns = false;
        long left = since + patience - System.nanoTime();
        if (exchanging && left > 0) {
            startTimer(left);
        }
        tooLate = exchanging && left <= 0;
        return tooLate;
    }
}
