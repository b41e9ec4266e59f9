package org.pineflow.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.pineflow.ingest.body.UnreadBody;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Keeps memory bounded however many read, and however slowly: a page takes several times its size while it is made, and its
 * size until its reader has taken it. Safe for use by several threads.
 */
final class ReadPages {

    /** How many pages are made at once. */
    private static final int MADE = 4;

    /** How many bytes of pages may be on their way to readers. */
    private static final int ON_THEIR_WAY = 48 << 20;

    /** Waiting takes a thread, and those who write need some, too. */
    private static final int WAITING = 6;

    private static final String REFUSAL =
            "too many pages of events are read at once; try again later, or take them faster";

    private final Turns made;
    private final Semaphore free = new Semaphore(ON_THEIR_WAY, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Duration longestWait;

    /** @param longestWait how long a request waits for its turn, and for room, before it is answered 503 */
    ReadPages(Duration longestWait) {
        this.made = new Turns(MADE, longestWait, REFUSAL);
        this.longestWait = longestWait;
    }

    /**
     * Makes a page and answers with it. Returns while it is on its way: platform-http would not tell when it is taken.
     *
     * @param page JSON
     * @throws RequestRefusedException 503 when its turn does not come; or what {@code page} throws
     */
    void answer(HttpServerRequest request, Supplier<byte[]> page) {
        awaitTurn();
        try {
            byte[] json = page.get();
            int room = Math.min(json.length, ON_THEIR_WAY);
            awaitRoom(room);
            send(request, json, room);
        } finally {
            made.giveBack();
        }
    }

    private void send(HttpServerRequest request, byte[] json, int room) {
        try {
            UnreadBody.discard(request);
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(json))
                    .onComplete(taken -> free.release(room));
        } catch (RuntimeException e) {
            free.release(room);
            throw e;
        }
    }

    private void awaitTurn() {
        try {
            boolean many = waiting.incrementAndGet() > WAITING;
            if (many && free.availablePermits() < ON_THEIR_WAY / 2) {
                throw refused();
            }
            made.take();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** With the turn in hand: what is made and has no room is in memory all the same. */
    private void awaitRoom(int bytes) {
        try {
            if (!free.tryAcquire(bytes, longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw refused();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused();
        }
    }

    private static RequestRefusedException refused() {
        return new RequestRefusedException(Status.SERVICE_UNAVAILABLE, REFUSAL);
    }
}
