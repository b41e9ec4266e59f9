package org.pineflow.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * How many may do something at once, so that disk and memory have bounds. Whoever waits is served in the order of coming.
 * Safe for use by several threads.
 */
final class Turns {

    private final Semaphore free;
    private final Duration longestWait;
    private final int mostWaiting;
    private final String refusal;

    /**
     * @param longestWait how long a request waits for its turn; it has a thread meanwhile
     * @param refusal what a sender is told whose turn does not come
     */
    Turns(int most, Duration longestWait, String refusal) {
        this(most, longestWait, Integer.MAX_VALUE, refusal);
    }

    /** @param mostWaiting how many may wait, as waiting takes a thread; a few more may where several come at once */
    Turns(int most, Duration longestWait, int mostWaiting, String refusal) {
        this.free = new Semaphore(most, true);
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait;
        this.refusal = refusal;
    }

    /**
     * Takes a turn, which must be given back.
     *
     * @throws RequestRefusedException 503 when it does not come
     */
    void take() {
        boolean full = free.availablePermits() == 0 && free.getQueueLength() >= mostWaiting;
        if (full || !await()) {
            throw new RequestRefusedException(Status.SERVICE_UNAVAILABLE, refusal);
        }
    }

    /**
     * Takes a turn that is given back when the exchange is done: when its answer has been written.
     *
     * @throws RequestRefusedException 503 when it does not come
     */
    void takeFor(Exchange exchange) {
        take();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                giveBack();
            }
        });
    }

    void giveBack() {
        free.release();
    }

    private boolean await() {
        try {
            return free.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
