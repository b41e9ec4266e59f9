package org.pineflow.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.pineflow.simulator.fault.FaultBoard;
import org.pineflow.simulator.fault.Line;
import org.pineflow.simulator.fault.Packet;

/**
 * Puts packets into WebSocket messages, in the framing of the dialect, after faults had their way with them, and notes in
 * the ledger what was sent. Belongs to the event loop of its connection.
 */
final class Outbox {

    private static final int FRAGMENTS = 3;

    private final Channel channel;
    private final Line line;
    private final FaultBoard faults;
    private final Ledger ledger;
    private final List<Parcel> held = new ArrayList<>();
    private final Map<String, List<Parcel>> behindNext = new HashMap<>();
    private Dialect.Framing framing = Dialect.Framing.SINGLE;

    Outbox(Channel channel, Line line, FaultBoard faults, Ledger ledger) {
        this.channel = channel;
        this.line = line;
        this.faults = faults;
        this.ledger = ledger;
    }

    /** The framing of what comes next. */
    void framing(Dialect.Framing next) {
        if (next != framing) {
            flush();
            framing = next;
        }
    }

    /** Sends a packet, at the latest with {@link #flush()}, unless a fault wants it otherwise. */
    void send(Parcel parcel) {
        List<Packet> passed = faults.pass(parcel.packet(), line);
        List<Parcel> overtaken = behindNext.isEmpty()
                ? List.of()
                : behindNext.getOrDefault(parcel.packet().request(), List.of());
        behindNext.remove(parcel.packet().request());
        for (Packet packet : passed) {
            Parcel next = parcel.with(packet);
            if (packet.behindNext()) {
                behindNext
                        .computeIfAbsent(packet.request(), request -> new ArrayList<>())
                        .add(next);
            } else if (!packet.delay().isZero()) {
                sendLater(next);
            } else {
                write(next);
            }
        }
        overtaken.forEach(this::write);
    }

    void flush() {
        if (!held.isEmpty()) {
            List<Parcel> sent = List.copyOf(held);
            held.clear();
            ByteBuf message = framing == Dialect.Framing.ARRAY ? array(sent) : lines(sent);
            ChannelFuture written = channel.write(new TextWebSocketFrame(message));
            sent.forEach(parcel -> noteWhenSent(parcel, written));
        }
        channel.flush();
    }

    private void sendLater(Parcel parcel) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            write(parcel);
                            flush();
                        },
                        parcel.packet().delay().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void write(Parcel parcel) {
        byte[] json = parcel.packet().json();
        switch (framing) {
            case SINGLE -> noteWhenSent(parcel, channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(json))));
            case FRAGMENTED -> noteWhenSent(parcel, writeFragments(json));
            case ARRAY, LINES -> held.add(parcel);
        }
    }

    private void noteWhenSent(Parcel parcel, ChannelFuture written) {
        if (parcel.rows() > 0) {
            written.addListener(done -> {
                if (done.isSuccess()) {
                    ledger.note(parcel.packet(), parcel.versions(), parcel.rows());
                }
            });
        }
    }

    private ChannelFuture writeFragments(byte[] packet) {
        int length = packet.length / FRAGMENTS;
        ByteBuf whole = Unpooled.wrappedBuffer(packet);
        channel.write(new TextWebSocketFrame(false, 0, whole.readRetainedSlice(length)));
        for (int i = 2; i < FRAGMENTS; i++) {
            channel.write(new ContinuationWebSocketFrame(false, 0, whole.readRetainedSlice(length)));
        }
        return channel.write(new ContinuationWebSocketFrame(true, 0, whole));
    }

    private static ByteBuf array(List<Parcel> parcels) {
        return parcels.size() == 1
                ? Unpooled.wrappedBuffer(parcels.get(0).packet().json())
                : joined(",", parcels).writeByte(']').setByte(0, '[');
    }

    private static ByteBuf lines(List<Parcel> parcels) {
        ByteBuf lines = joined("\n", parcels);
        return lines.readerIndex(1);
    }

    /** The packets, each after a separator. */
    private static ByteBuf joined(String separator, List<Parcel> parcels) {
        int length = parcels.stream()
                .mapToInt(parcel -> parcel.packet().json().length + 1)
                .sum();
        ByteBuf all = Unpooled.buffer(1 + length);
        for (Parcel parcel : parcels) {
            all.writeByte(separator.charAt(0)).writeBytes(parcel.packet().json());
        }
        return all;
    }
}
