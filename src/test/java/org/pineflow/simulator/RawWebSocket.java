package org.pineflow.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/** A WebSocket at the level of frames (RFC 6455), for what a WebSocket client hides. */
final class RawWebSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    record Frame(int opcode, boolean last, String text) {}

    static RawWebSocket connect(URI url) throws IOException {
        RawWebSocket raw = new RawWebSocket(new Socket(url.getHost(), url.getPort()));
        raw.socket.setSoTimeout(20_000);
        String request = "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        raw.socket.getOutputStream().write(request.getBytes(UTF_8));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
            head.write(raw.in.readUnsignedByte());
        }
        assertThat(head.toString(UTF_8)).startsWith("HTTP/1.1 101");
        return raw;
    }

    /** Sends a text shorter than 126 bytes, masked with zeros. */
    void sendText(String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        send(0x81, payload);
    }

    void sendPing(String text) throws IOException {
        send(0x89, text.getBytes(UTF_8));
    }

    private void send(int firstByte, byte[] payload) throws IOException {
        assertThat(payload).hasSizeLessThan(126);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        frame.write(0x80 | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    Frame nextFrame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        assertThat(length).as("a frame without mask").isLessThan(127);
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        return new Frame(first & 0x0F, (first & 0x80) != 0, new String(in.readNBytes(length), UTF_8));
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
