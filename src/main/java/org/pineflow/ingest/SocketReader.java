package org.pineflow.ingest;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.ingest.notify.Reader;

/**
 * A reader at the other end of a WebSocket. What waits for it are the texts that all readers share; only a few at a time
 * are made into frames of its own, so that many slow readers take hardly more memory than one. Safe for use by several
 * threads; the frames are written by one event loop.
 */
final class SocketReader implements Reader {

    /** How much may wait for a reader, in characters, before it counts as too slow. */
    private static final int MOST_WAITING = 4 << 20;

    private static final int FRAMES_AT_ONCE = 64;

    private final ServerWebSocket socket;
    private final Context context;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingLength = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** @param context whose event loop writes the frames */
    SocketReader(ServerWebSocket socket, Context context) {
        this.socket = socket;
        this.context = context;
    }

    @Override
    public boolean offer(String text) {
        if (waitingLength.get() + text.length() > MOST_WAITING) {
            return socket.isClosed();
        }
        waitingLength.addAndGet(text.length());
        waiting.add(text);
        startWriting();
        return true;
    }

    @Override
    public void close(int code, String reason) {
        socket.close((short) code, reason);
    }

    private void startWriting() {
        if (writing.compareAndSet(false, true)) {
            context.runOnContext(now -> write());
        }
    }

    private void write() {
        Future<Void> written = Future.succeededFuture();
        int frames = 0;
        while (frames < FRAMES_AT_ONCE && !waiting.isEmpty() && !socket.isClosed()) {
            String text = waiting.remove();
            waitingLength.addAndGet(-text.length());
            written = socket.writeTextMessage(text);
            frames++;
        }
        if (socket.isClosed()) {
            waiting.clear();
        } else if (frames > 0) {
            written.onComplete(taken -> context.runOnContext(now -> write()));
        } else {
            writing.set(false);
            if (!waiting.isEmpty()) {
                startWriting();
            }
        }
    }
}
