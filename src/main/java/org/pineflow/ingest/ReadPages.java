package org.pineflow.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Keeps memory bounded however many read, and however slowly: a page takes several times its size while it is made, and its
 * size until its reader has taken it. Safe for use by several threads.
 */
final class ReadPages {

    /** How many pages are made at once. */
    private static final int MADE = 4;

    /** How many there are at once, made or not. */
    private static final int THERE = 8;

    /** Waiting takes a thread, and those who write need some, too. */
    private static final int WAITING = 6;

    private static final String REFUSAL =
            "too many pages of events are read at once; try again later, or take them faster";

    private final Turns there;
    private final Turns made;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param longestWait how long a request waits for its turn before it is answered 503 */
    ReadPages(Duration longestWait) {
        this.there = new Turns(THERE, longestWait, REFUSAL);
        this.made = new Turns(MADE, longestWait, REFUSAL);
    }

    /**
     * Makes a page and answers with it. Returns while it is on its way: platform-http would not tell when it is taken.
     *
     * @param page JSON
     * @throws RequestRefusedException 503 when its turn does not come; or what {@code page} throws
     */
    void answer(HttpServerRequest request, Supplier<byte[]> page) {
        await(there);
        boolean sending = false;
        try {
            byte[] json = make(page);
            UnreadBody.discard(request);
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(json))
                    .onComplete(taken -> there.giveBack());
            sending = true;
        } finally {
            if (!sending) {
                there.giveBack();
            }
        }
    }

    private byte[] make(Supplier<byte[]> page) {
        await(made);
        try {
            return page.get();
        } finally {
            made.giveBack();
        }
    }

    private void await(Turns turns) {
        try {
            if (waiting.incrementAndGet() > WAITING) {
                throw new RequestRefusedException(Status.SERVICE_UNAVAILABLE, REFUSAL);
            }
            turns.take();
        } finally {
            waiting.decrementAndGet();
        }
    }
}
