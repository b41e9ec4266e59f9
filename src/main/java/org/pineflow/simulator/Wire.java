package org.pineflow.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of a connection: they flow, or stand still in both directions, or dribble out. While more waits here than a
 * little, the channel is not writable. Belongs to the event loop of its connection.
 */
final class Wire extends ChannelDuplexHandler {

    /** Which of the channel's writability flags is this class's. */
    private static final int WRITABILITY = 2;

    private static final int HELD_BYTES = 64 * 1024;

    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private boolean frozen;
    private int bytesAnInterval;
    private Future<?> dribbling;
    private long held;

    private record Outgoing(ByteBuf bytes, ChannelPromise written) {}

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    void freeze() {
        frozen = true;
        context.channel().config().setAutoRead(false);
        tellWritability();
    }

    void thaw() {
        frozen = false;
        context.channel().config().setAutoRead(true);
        sendHeld();
    }

    void dribble(int bytes, Duration interval) {
        stopDribbling();
        bytesAnInterval = bytes;
        dribbling = context.executor()
                .scheduleAtFixedRate(this::drip, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    void flow() {
        stopDribbling();
        sendHeld();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (isFlowing() || !(message instanceof ByteBuf bytes)) {
            ctx.write(message, promise);
            return;
        }
        outgoing.add(new Outgoing(bytes, promise));
        held += bytes.readableBytes();
        tellWritability();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopDribbling();
        outgoing.forEach(waiting -> {
            ReferenceCountUtil.release(waiting.bytes());
            waiting.written().tryFailure(new ClosedChannelException());
        });
        outgoing.clear();
        ctx.fireChannelInactive();
    }

    private boolean isFlowing() {
        return !frozen && dribbling == null;
    }

    private void drip() {
        int left = frozen ? 0 : bytesAnInterval;
        while (left > 0 && !outgoing.isEmpty()) {
            ByteBuf bytes = outgoing.peek().bytes();
            int size = Math.min(left, bytes.readableBytes());
            if (size == bytes.readableBytes()) {
                Outgoing whole = outgoing.remove();
                context.write(whole.bytes(), whole.written());
            } else {
                context.write(bytes.readRetainedSlice(size));
            }
            held -= size;
            left -= size;
        }
        context.flush();
        tellWritability();
    }

    private void sendHeld() {
        if (!isFlowing()) {
            return;
        }
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            context.write(next.bytes(), next.written());
        }
        held = 0;
        context.flush();
        tellWritability();
    }

    private void stopDribbling() {
        if (dribbling != null) {
            dribbling.cancel(false);
            dribbling = null;
        }
    }

    private void tellWritability() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(WRITABILITY, !frozen && held <= HELD_BYTES);
        }
    }
}
