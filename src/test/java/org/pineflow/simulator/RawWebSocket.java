package org.pineflow.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A WebSocket at the level of frames (RFC 6455), for what a WebSocket client hides. */
final class RawWebSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    record Frame(int opcode, boolean last, byte[] payload) {

        static final int CLOSE = 8;
        static final int PING = 9;

        String text() {
            return new String(payload, UTF_8);
        }
    }

    static RawWebSocket connect(URI url) throws IOException {
        RawWebSocket raw = connect(url, Map.of());
        raw.socket.setSoTimeout(20_000);
        return raw;
    }

    /**
     * The same with headers of its own, and with all the patience there is.
     *
     * @throws IOException when nobody listens, or the upgrade is refused: with the line that says so
     */
    static RawWebSocket connect(URI url, Map<String, String> headers) throws IOException {
        RawWebSocket raw = new RawWebSocket(new Socket(url.getHost(), url.getPort()));
        String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        raw.socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
            head.write(raw.in.readUnsignedByte());
        }
        String answer = head.toString(UTF_8).lines().findFirst().orElseThrow();
        if (!answer.startsWith("HTTP/1.1 101")) {
            raw.close();
            throw new IOException("the upgrade is refused: " + answer);
        }
        return raw;
    }

    /** Sends a text, masked with zeros. */
    void sendText(String text) throws IOException {
        send(0x81, text.getBytes(UTF_8));
    }

    void sendPing(String text) throws IOException {
        send(0x89, text.getBytes(UTF_8));
    }

    /** Answers a ping or a close as the protocol wants it. */
    void answer(Frame frame) throws IOException {
        send(frame.opcode() == Frame.PING ? 0x8A : 0x88, frame.payload());
    }

    private synchronized void send(int firstByte, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.writeShort(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeLong(payload.length);
        }
        frame.writeInt(0);
        frame.write(payload);
        socket.getOutputStream().write(bytes.toByteArray());
    }

    Frame nextFrame() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        assertThat(length).as("a frame without mask").isLessThan(128);
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(first & 0x0F, (first & 0x80) != 0, payload);
    }

    /** Whether neither a byte nor an end comes in this time. */
    boolean isSilentFor(Duration time) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
