package org.pineflow.ingest.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Closes a connection on which nobody waits for an answer and the headers of the next request do not come, and one on
 * which requests come faster than they are answered: Vert.x keeps those in a list that it walks for each of them, so
 * that a few megabytes of tiny requests stop its event loop for minutes. How long a request takes from its headers to
 * its answer is no business of this; a connection that becomes a WebSocket is not watched any more. Belongs to the
 * connection's event loop.
 */
final class ConnectionWatch extends ChannelDuplexHandler {

    /** The most requests that may wait for their answers; clients that pipeline at all send two or three. */
    private static final int MOST_UNANSWERED = 32;

    private final long headerNanos;
    private final long idleNanos;
    private final LongSupplier nanoClock;

    private int unanswered;
    private long due;

    ConnectionWatch(ConnectionLimits limits, LongSupplier nanoClock) {
        this.headerNanos = limits.headerTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        due = nanoClock.getAsLong() + headerNanos;
        checkAfter(headerNanos, context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            unanswered++;
        }
        if (unanswered > MOST_UNANSWERED) {
            ReferenceCountUtil.release(message);
            context.close();
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean becomesWebSocket = false;
        if (message instanceof HttpResponse response && isInterim(response)) {
            becomesWebSocket = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        } else if (message instanceof LastHttpContent) {
            unanswered--;
            due = nanoClock.getAsLong() + idleNanos;
        }
        super.write(context, message, promise);
        if (becomesWebSocket) {
            context.pipeline().remove(this);
        }
    }

    private static boolean isInterim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void checkAfter(long nanos, ChannelHandlerContext context) {
        context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        if (context.isRemoved() || !context.channel().isActive()) {
            return;
        }
        long left = due - nanoClock.getAsLong();
        if (unanswered > 0) {
            checkAfter(Math.min(headerNanos, idleNanos), context);
        } else if (left > 0) {
            checkAfter(left, context);
        } else {
            context.close();
        }
    }
}
