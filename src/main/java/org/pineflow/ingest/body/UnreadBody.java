package org.pineflow.ingest.body;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * What becomes of a body that nobody will read: it is dropped as it comes. Where all of it comes soon the connection can
 * be used again. A sender that goes on longer is cut off, but not at once: a connection that is closed on a sender in
 * full flow takes the answer with it.
 */
public final class UnreadBody {

    /** Senders of more than this, in bytes, are told that the connection will be closed. */
    private static final long SHORT = 1 << 20;

    private static final long LINGER_MS = 1000;

    private UnreadBody() {}

    /** To be called before the answer is written. Does nothing when the body is read already. */
    public static void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (!isShort(request) && request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("Connection", "close");
        }
        Optional.ofNullable(Vertx.currentContext()).ifPresent(context -> request.response()
                .endHandler(answered -> context.owner().setTimer(LINGER_MS, over -> cutOff(request))));
        drop(request);
    }

    private static void drop(HttpServerRequest request) {
        try {
            request.exceptionHandler(gone -> {});
            request.handler(dropped -> {});
            request.resume();
        } catch (IllegalStateException e) {
            // It ended since it was asked whether it had: the event loop is another thread.
        }
    }

    private static boolean isShort(HttpServerRequest request) {
        if (request.getHeader("expect") != null || request.getHeader("transfer-encoding") != null) {
            return false;
        }
        String length = request.getHeader("content-length");
        return length == null || length.length() < 8 && Long.parseLong(length) <= SHORT;
    }

    private static void cutOff(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
