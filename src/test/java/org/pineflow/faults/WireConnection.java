package org.pineflow.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection on the wire. Two threads carry its bytes, one each way; {@link Conversation} is shared by them and guards
 * itself, and so does the way to the bridge, on which pings of our own travel too.
 */
final class WireConnection {

    private static final int DRIP_BYTES = 64;
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Wire wire;
    private final Socket bridge;
    private final Socket far;
    private final Conversation conversation;
    private final Object toBridge = new Object();

    WireConnection(Wire wire, Socket bridge, Socket far, int run, WireListener listener) {
        this.wire = wire;
        this.bridge = bridge;
        this.far = far;
        this.conversation = new Conversation(run, listener);
    }

    /** Carries what the bridge sends, until either side closes. */
    void carryRequests() {
        carry(bridge, far, (in, out) -> {
            byte[] upgrade = head(in);
            int refusal = wire.refusal();
            if (refusal != 0) {
                bridge.getOutputStream()
                        .write(("HTTP/1.1 " + refusal + " no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                throw new EOFException();
            }
            out.write(upgrade);
            while (true) {
                Frame frame = Frame.read(in);
                wire.pass();
                if (frame.isOurPong()) {
                    conversation.pong(frame);
                    ping();
                } else {
                    conversation.asked(frame);
                    out.write(frame.raw());
                    conversation.sent(frame);
                }
            }
        });
    }

    /** Carries what the server sends, until either side closes. */
    void carryAnswers() {
        carry(far, bridge, (in, out) -> {
            out.write(head(in));
            while (true) {
                Frame frame = Frame.read(in);
                wire.pass();
                conversation.answered(frame);
                wire.pass();
                send(frame.raw());
                conversation.passed();
                ping();
            }
        });
    }

    void close(boolean reset) {
        for (Socket socket : List.of(bridge, far)) {
            try {
                if (reset) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
        wire.ended(this);
    }

    private interface Carrier {
        void carry(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    private void carry(Socket from, Socket to, Carrier carrier) {
        try {
            carrier.carry(new BufferedInputStream(from.getInputStream()), to.getOutputStream());
        } catch (IOException | InterruptedException e) {
            close(false);
        }
    }

    private void ping() throws IOException {
        var ping = conversation.nextPing();
        if (ping.isPresent()) {
            send(ping.get().raw());
        }
    }

    private void send(byte[] bytes) throws IOException {
        synchronized (toBridge) {
            OutputStream out = bridge.getOutputStream();
            for (int at = 0; at < bytes.length; ) {
                int length = wire.isSlow() ? Math.min(DRIP_BYTES, bytes.length - at) : bytes.length - at;
                out.write(bytes, at, length);
                at += length;
                if (wire.isSlow()) {
                    LockSupport.parkNanos(DRIP_NANOS);
                }
            }
        }
    }

    /** A head of HTTP, with the empty line at its end. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int inARow = 0;
        while (inARow < 4) {
            int one = in.read();
            if (one < 0) {
                throw new EOFException();
            }
            head.write(one);
            inARow = one == '\r' || one == '\n' ? inARow + 1 : 0;
        }
        return head.toByteArray();
    }
}
