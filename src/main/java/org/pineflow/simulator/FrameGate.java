package org.pineflow.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Holds back the frames of a silent server in both directions. While it does, the channel is not writable, so that little
 * gathers here. Belongs to the event loop of its connection.
 */
final class FrameGate extends ChannelDuplexHandler {

    /** Which of the channel's writability flags is this class's. */
    private static final int WRITABILITY = 1;

    private final Queue<Outgoing> outgoing = new ArrayDeque<>();
    private final Queue<Object> incoming = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private boolean silent;
    private boolean pingsAnswered;

    private record Outgoing(Object frame, ChannelPromise written) {}

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Holds frames from now on; pings are passed, or swallowed. */
    void silence(boolean answerPings) {
        silent = true;
        pingsAnswered = answerPings;
        setWritable(context.channel(), false);
    }

    /** Passes what was held, and what comes. */
    void speak() {
        if (!silent) {
            return;
        }
        silent = false;
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            context.write(next.frame(), next.written());
        }
        context.flush();
        for (Object next = incoming.poll(); next != null; next = incoming.poll()) {
            context.fireChannelRead(next);
        }
        context.fireChannelReadComplete();
        setWritable(context.channel(), true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!silent || !(message instanceof WebSocketFrame)) {
            ctx.fireChannelRead(message);
        } else if (!(message instanceof PingWebSocketFrame)) {
            incoming.add(message);
        } else if (pingsAnswered) {
            ctx.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (silent && message instanceof WebSocketFrame && !(message instanceof PongWebSocketFrame)) {
            outgoing.add(new Outgoing(message, promise));
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outgoing.forEach(held -> {
            ReferenceCountUtil.release(held.frame());
            held.written().tryFailure(new ClosedChannelException());
        });
        outgoing.clear();
        incoming.forEach(ReferenceCountUtil::release);
        incoming.clear();
        ctx.fireChannelInactive();
    }

    private static void setWritable(Channel channel, boolean writable) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(WRITABILITY, writable);
        }
    }
}
