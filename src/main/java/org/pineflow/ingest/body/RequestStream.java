package org.pineflow.ingest.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * The body of a paused request as a stream that holds its sender back: no more is taken off the connection than is read
 * here. The connection's event loop fills the queue, and one other thread reads. Every read throws {@link
 * RequestRefusedException}: 408 when the sender is silent or slow for too long, 413 when there is more than the limit,
 * 400 when the sender went away.
 */
public final class RequestStream extends InputStream {

    /** So many buffers, of 8 KiB mostly, may be between the connection and the reader. */
    private static final int WINDOW = 32;

    private sealed interface Signal {
        record Bytes(Buffer bytes) implements Signal {}

        record End() implements Signal {}

        record Gone() implements Signal {}
    }

    private final HttpServerRequest request;
    private final long limit;
    private final Duration longestSilence;
    private final long deadline;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private Buffer current = Buffer.buffer();
    private int position;
    private long count;
    private boolean ended;

    private RequestStream(HttpServerRequest request, long limit, Duration longestSilence, Duration longest) {
        this.request = request;
        this.limit = limit;
        this.longestSilence = longestSilence;
        this.deadline = System.nanoTime() + longest.toNanos();
    }

    /**
     * Begins to read a body.
     *
     * @param limit the most bytes it may have
     * @param longestSilence how long to wait for the next bytes
     * @param longest how long all of it may take
     * @throws RequestRefusedException 413 when it states more than the limit, 400 when it states nonsense
     */
    public static RequestStream open(HttpServerRequest request, long limit, Duration longestSilence, Duration longest) {
        RequestStream stream = new RequestStream(request, limit, longestSilence, longest);
        stream.checkStatedLength();
        request.exceptionHandler(gone -> stream.signals.add(new Signal.Gone()));
        request.endHandler(end -> stream.signals.add(new Signal.End()));
        request.handler(bytes -> stream.signals.add(new Signal.Bytes(bytes)));
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        request.fetch(WINDOW);
        if (request.response().closed()) {
            // Before there was anybody to be told.
            stream.signals.add(new Signal.Gone());
        }
        return stream;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (position == current.length()) {
            if (ended || !advance()) {
                ended = true;
                return -1;
            }
        }
        int taken = Math.min(length, current.length() - position);
        current.getBytes(position, position + taken, bytes, offset);
        position += taken;
        return taken;
    }

    /**
     * Reads what comes after the end of what was wanted.
     *
     * @throws RequestRefusedException 400 when that is more than {@code most} bytes
     */
    public void finish(int most) {
        byte[] rest = new byte[most + 1];
        int length = 0;
        for (int more = 0; more >= 0 && length <= most; more = read(rest, length, rest.length - length)) {
            length += more;
        }
        if (length > most) {
            throw RequestRefusedException.badRequest("there is more after the end of the form");
        }
    }

    /** Goes to the next buffer; false at the end. */
    private boolean advance() {
        Signal signal = await();
        if (signal instanceof Signal.Gone) {
            throw RequestRefusedException.badRequest("the body is not complete");
        }
        if (!(signal instanceof Signal.Bytes next)) {
            return false;
        }
        count += next.bytes().length();
        if (count > limit) {
            throw tooLarge();
        }
        current = next.bytes();
        position = 0;
        request.fetch(1);
        return true;
    }

    private Signal await() {
        long wait = Math.min(longestSilence.toNanos(), deadline - System.nanoTime());
        try {
            Signal signal = signals.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
            if (signal == null) {
                throw new RequestRefusedException(
                        Status.REQUEST_TIMEOUT,
                        "the body has come too slowly: nothing for " + longestSilence.toSeconds()
                                + " s, or not all of it in time");
            }
            return signal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestRefusedException(Status.SERVICE_UNAVAILABLE, "the service is stopping");
        }
    }

    private void checkStatedLength() {
        String length = request.getHeader("content-length");
        try {
            if (length != null && Long.parseLong(length) > limit) {
                throw tooLarge();
            }
        } catch (NumberFormatException e) {
            throw RequestRefusedException.badRequest("Content-Length is not a number");
        }
    }

    private RequestRefusedException tooLarge() {
        return new RequestRefusedException(
                Status.CONTENT_TOO_LARGE, "the body is larger than " + limit + " bytes, which is the most for a file");
    }
}
