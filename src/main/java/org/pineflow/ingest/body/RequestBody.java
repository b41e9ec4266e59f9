package org.pineflow.ingest.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pineflow.ingest.request.GrowingBytes;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Collects the body of a request, never more than its limit. The collected bytes belong to the connection's event loop
 * until the future is complete, and then to the reader.
 */
public final class RequestBody {

    /** Takes room for so many more bytes; false when there is none. */
    @FunctionalInterface
    interface Room {
        boolean take(long bytes);
    }

    private final HttpServerRequest request;
    private final int limit;
    private final Room room;
    private GrowingBytes collected = new GrowingBytes(0);
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    /** They belong to the event loop, and are seen by whoever gets the body from it. */
    private boolean begun;

    private boolean abandoned;

    /** @param limit the most bytes the body may have, whatever a header says */
    public RequestBody(HttpServerRequest request, int limit) {
        this(request, limit, bytes -> true);
    }

    /** @param room asked before each part is kept */
    RequestBody(HttpServerRequest request, int limit, Room room) {
        this.request = request;
        this.limit = limit;
        this.room = room;
    }

    /**
     * The most bytes that may come: what the request states, and the limit where it states nothing.
     *
     * @throws RequestRefusedException 413 when it states more than the limit, 400 when it states nonsense
     */
    public long expectedLength() {
        String length = request.getHeader("content-length");
        try {
            long stated = length == null ? limit : Long.parseLong(length);
            if (stated > limit) {
                throw tooLarge();
            }
            return stated;
        } catch (NumberFormatException e) {
            throw RequestRefusedException.badRequest("Content-Length is not a number");
        }
    }

    /**
     * Begins to collect, without waiting. To be called on the event loop, or while the request is paused; once.
     *
     * @param done called on the event loop when the body is whole, or will not be
     */
    void begin(Runnable done) {
        begun = true;
        if (request.getHeader("content-length") != null) {
            collected = new GrowingBytes((int) expectedLength());
        }
        whole.whenComplete((bytes, failure) -> done.run());
        request.exceptionHandler(gone -> gone());
        request.endHandler(end -> whole.complete(collected.whole()));
        request.handler(this::collect);
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        request.resume();
        if (request.response().closed()) {
            // Before there was anybody to be told.
            gone();
        }
    }

    private void gone() {
        abandoned = !whole.isDone();
        whole.completeExceptionally(RequestRefusedException.badRequest("the body is not complete"));
    }

    /** The time for it is over; without effect on a body that is whole. To be called on the event loop. */
    void late(Duration timeout) {
        whole.completeExceptionally(new RequestRefusedException(
                Status.REQUEST_TIMEOUT, "the body has not arrived within " + timeout.toSeconds() + " s"));
    }

    /** Whether the sender went away: there is nobody to answer to. */
    boolean isAbandoned() {
        return abandoned;
    }

    /**
     * Reads the body, unless it has been collected already; blocks the calling thread, which is not the event loop, until
     * it is there. To be called once.
     *
     * @param timeout the longest time the whole body may take
     * @throws RequestRefusedException 413 as soon as more than the limit has come, 408 after the timeout, 400 when the
     *     sender went away, 503 when there is no room for it
     */
    public byte[] read(Duration timeout) {
        if (!begun) {
            begin(() -> {});
        }
        return await(timeout);
    }

    private void collect(Buffer part) {
        if (whole.isDone()) {
            return;
        }
        if (collected.size() + part.length() > limit) {
            whole.completeExceptionally(tooLarge());
        } else if (!room.take(part.length())) {
            whole.completeExceptionally(new RequestRefusedException(
                    Status.SERVICE_UNAVAILABLE,
                    "too many requests are arriving at once, or too slowly; try again later"));
        } else {
            collected.grow(collected.capacityFor(part.length()));
            part.getBytes(collected.array(), collected.size());
            collected.added(part.length());
        }
    }

    private byte[] await(Duration timeout) {
        try {
            return whole.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            late(timeout);
            return await(Duration.ZERO);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RequestRefusedException refused
                    ? refused
                    : new IllegalStateException("reading a request", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestRefusedException(Status.SERVICE_UNAVAILABLE, "the service is stopping");
        }
    }

    private RequestRefusedException tooLarge() {
        return new RequestRefusedException(
                Status.CONTENT_TOO_LARGE,
                "the body is larger than " + limit + " bytes; send the events in smaller batches");
    }
}
