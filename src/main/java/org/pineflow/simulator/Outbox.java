package org.pineflow.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/** Puts packets into WebSocket messages, in the framing of the dialect. Belongs to the event loop of its connection. */
final class Outbox {

    private static final int FRAGMENTS = 3;

    private final Channel channel;
    private final List<byte[]> held = new ArrayList<>();
    private Dialect.Framing framing = Dialect.Framing.SINGLE;

    Outbox(Channel channel) {
        this.channel = channel;
    }

    /** The framing of what comes next. */
    void framing(Dialect.Framing next) {
        if (next != framing) {
            flush();
            framing = next;
        }
    }

    /** Sends a packet, at the latest with {@link #flush()}. */
    void send(byte[] packet) {
        switch (framing) {
            case SINGLE -> channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(packet)));
            case FRAGMENTED -> writeFragments(packet);
            case ARRAY, LINES -> held.add(packet);
        }
    }

    void flush() {
        if (!held.isEmpty()) {
            channel.write(new TextWebSocketFrame(framing == Dialect.Framing.ARRAY ? array() : lines()));
            held.clear();
        }
        channel.flush();
    }

    private void writeFragments(byte[] packet) {
        int length = packet.length / FRAGMENTS;
        ByteBuf whole = Unpooled.wrappedBuffer(packet);
        channel.write(new TextWebSocketFrame(false, 0, whole.readRetainedSlice(length)));
        for (int i = 2; i < FRAGMENTS; i++) {
            channel.write(new ContinuationWebSocketFrame(false, 0, whole.readRetainedSlice(length)));
        }
        channel.write(new ContinuationWebSocketFrame(true, 0, whole));
    }

    private ByteBuf array() {
        return held.size() == 1
                ? Unpooled.wrappedBuffer(held.get(0))
                : joined(",").writeByte(']').setByte(0, '[');
    }

    private ByteBuf lines() {
        ByteBuf lines = joined("\n");
        return lines.readerIndex(1);
    }

    /** The packets, each after a separator. */
    private ByteBuf joined(String separator) {
        ByteBuf all = Unpooled.buffer(
                1 + held.stream().mapToInt(packet -> packet.length + 1).sum());
        for (byte[] packet : held) {
            all.writeByte(separator.charAt(0)).writeBytes(packet);
        }
        return all;
    }
}
