package org.pineflow.fd1.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One WebSocket from its opening to its end: messages, pings, the watchdog and the closing handshake. All state is owned
 * by the channel's event loop.
 */
final class WebSocketSession implements FrameListener {

    private static final long CLOSE_SECONDS = 2;
    private static final int LARGEST_UNSENDABLE = 999;

    private final String url;
    private final Fd1Settings settings;
    private final Scrubber scrubber;
    private final SessionListener listener;
    private final MessageAssembler assembler;
    private final ReadingClock clock;

    private Channel channel;
    private Watchdog watchdog;
    private final ReadPace pace;
    private boolean open;

    /** What lies in one buffer was heard at one time. */
    private boolean heard;

    private boolean pausing;
    private boolean ended;

    /** @param url as it may be shown */
    WebSocketSession(
            String url, Fd1Settings settings, Scrubber scrubber, LongSupplier nanoTime, SessionListener listener) {
        this.url = url;
        this.settings = settings;
        this.scrubber = scrubber;
        this.listener = listener;
        this.assembler = new MessageAssembler(settings.maxMessageBytes(), listener);
        this.clock = new ReadingClock(nanoTime);
        this.pace = new ReadPace(nanoTime);
    }

    /** The channel on which the WebSocket is being opened. */
    void opening(Channel connecting) {
        channel = connecting;
        if (ended) {
            channel.close();
        }
    }

    /** The time for opening is up, in milliseconds. */
    void openingTimedOut(long millis) {
        if (!open) {
            lost(new Fd1Exception(url + ": the server did not open a WebSocket within " + millis
                    + " ms: check the url, and whether the server is overloaded"));
        }
    }

    /** The upgrade is done. */
    void opened() {
        if (ended) {
            return;
        }
        open = true;
        clock.setReading(true);
        watchdog = new Watchdog(channel.eventLoop(), clock, settings.idleTimeout(), this::sendPing, this::dead);
        watchdog.watch();
        listener.opened();
    }

    boolean isEnded() {
        return ended;
    }

    /** Sends a text message. */
    void send(String message) {
        if (!ended) {
            channel.writeAndFlush(new TextWebSocketFrame(message));
        }
    }

    /** Reads the socket or leaves it alone. */
    void setReading(boolean reading) {
        if (!ended && reading != clock.reading()) {
            clock.setReading(reading);
            channel.config().setAutoRead(reading && !pausing);
            watchdog.watch();
        }
    }

    long readingNanos() {
        return clock.nanos();
    }

    long lastFrameNanos() {
        return watchdog == null ? 0 : watchdog.lastFrameNanos();
    }

    /** Closes the WebSocket because we do not want it any longer. */
    void close(Fd1Exception reason) {
        end(reason, WebSocketCloseStatus.NORMAL_CLOSURE.code());
    }

    /** The socket is gone, or was never there. */
    void lost(Fd1Exception cause) {
        end(cause, 0);
    }

    @Override
    public void piece(ByteBuf in, int length, long frameRemaining, boolean lastFrame) {
        if (!ended) {
            if (!heard) {
                heard = true;
                watchdog.heard();
            }
            assembler.piece(in, length, frameRemaining, lastFrame);
        }
    }

    @Override
    public void readComplete() {
        heard = false;
        listener.readComplete();
    }

    @Override
    public void socketEmpty(int bytes) {
        if (!ended && !pausing && clock.reading() && pace.pauseAfter(bytes)) {
            pausing = true;
            channel.config().setAutoRead(false);
            channel.eventLoop().schedule(this::endPause, ReadPace.PAUSE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void endPause() {
        pausing = false;
        if (!ended && clock.reading()) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void ping(byte[] payload) {
        if (!ended) {
            watchdog.heard();
            // A peer that pings without reading the answers must not fill our memory with them.
            if (channel.isWritable()) {
                channel.writeAndFlush(new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)));
            }
        }
    }

    @Override
    public void pong() {
        if (!ended) {
            watchdog.heard();
        }
    }

    @Override
    public void close(int code, String reason) {
        String said = reason.isEmpty() ? "" : ", \"" + scrubber.clean(reason) + "\"";
        end(new ServerClosedException(url + ": the server closed the connection, code " + code + said, code), code);
    }

    @Override
    public void violation(String what) {
        end(
                new Fd1Exception(url + ": the server broke the WebSocket protocol: " + what),
                WebSocketCloseStatus.PROTOCOL_ERROR.code());
    }

    /** Sends a ping. */
    void sendPing() {
        if (channel.isWritable()) {
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    private void dead() {
        lost(new Fd1Exception(url + ": nothing came from the server for "
                + settings.idleTimeout().toMillis() + " ms, not even the answer to a ping: the connection is dead"));
    }

    /** @param code sent in a close frame; 0 = send none */
    private void end(Fd1Exception cause, int code) {
        if (ended) {
            return;
        }
        ended = true;
        clock.setReading(false);
        if (watchdog != null) {
            watchdog.stop();
        }
        if (channel != null) {
            closeChannel(code);
        }
        listener.ended(cause);
    }

    private void closeChannel(int code) {
        if (code == 0 || !open || !channel.isActive()) {
            channel.close();
            return;
        }
        // 1005 and 1006 stand for "no code" and may not be sent.
        boolean sendable = code > LARGEST_UNSENDABLE && code != 1005 && code != 1006 && code != 1015;
        CloseWebSocketFrame frame =
                sendable ? new CloseWebSocketFrame(true, 0, code, "") : new CloseWebSocketFrame(true, 0);
        channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
        Future<?> force = channel.eventLoop().schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> force.cancel(false));
    }
}
