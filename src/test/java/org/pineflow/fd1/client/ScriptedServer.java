package org.pineflow.fd1.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ServerSocketFactory;

/**
 * A WebSocket server on a loopback socket that does just what the test tells it, byte by byte and on the test's own
 * thread: a script reads like a conversation. Every wait is limited to ten seconds.
 */
final class ScriptedServer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket server;
    private final String scheme;

    ScriptedServer() throws IOException {
        this(0);
    }

    /** A server on the port of one that is gone. */
    ScriptedServer(int port) throws IOException {
        this("ws", ServerSocketFactory.getDefault(), port);
    }

    ScriptedServer(String scheme, ServerSocketFactory sockets, int port) throws IOException {
        this.scheme = scheme;
        this.server = sockets.createServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    /** How long {@link #accept} waits. */
    void patience(Duration patience) throws IOException {
        server.setSoTimeout((int) patience.toMillis());
    }

    int port() {
        return server.getLocalPort();
    }

    URI url() {
        return url("/fd1/open_websocket");
    }

    URI url(String pathAndQuery) {
        return URI.create(scheme + "://localhost:" + port() + pathAndQuery);
    }

    /** The next connection, before anything was read from it. */
    Peer accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new Peer(socket);
    }

    /** The next connection, upgraded. */
    Peer acceptWebSocket() throws IOException {
        Peer peer = accept();
        peer.upgrade();
        return peer;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A text, binary or control frame from the client. */
    record ClientFrame(int opcode, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** The server's end of one connection. */
    static final class Peer implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private String request = "";

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Reads the HTTP request up to its empty line. */
        String readRequest() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.readUnsignedByte());
            }
            request = head.toString(StandardCharsets.ISO_8859_1);
            return request;
        }

        String request() {
            return request;
        }

        Optional<String> requestHeader(String name) {
            return request.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst();
        }

        /** The bytes of a proper 101 answer. */
        byte[] switchingProtocols() throws IOException {
            String accept;
            try {
                String key = requestHeader("Sec-WebSocket-Key").orElseThrow() + GUID;
                byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII));
                accept = Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IOException(impossible);
            }
            return ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
        }

        void upgrade() throws IOException {
            readRequest();
            raw(switchingProtocols());
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void text(String message) throws IOException {
            raw(frame(true, 1, message.getBytes(StandardCharsets.UTF_8)));
        }

        void closeFrame(int code, String reason) throws IOException {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[2 + text.length];
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(text, 0, payload, 2, text.length);
            raw(frame(true, 8, payload));
        }

        /** The next frame of any kind. */
        ClientFrame readFrame() throws IOException {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            if ((length & 0x80) == 0) {
                throw new IOException("a client's frame must be masked");
            }
            length &= 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new ClientFrame(opcode, payload);
        }

        /** The next text message; pings and pongs before it are passed over. */
        String readText() throws IOException {
            ClientFrame frame = readFrame();
            while (frame.opcode() == 9 || frame.opcode() == 10) {
                frame = readFrame();
            }
            if (frame.opcode() != 1) {
                throw new IOException("expected a text frame, but got one of type " + frame.opcode());
            }
            return frame.text();
        }

        /** Reads until the client closes the socket. */
        void awaitEnd() throws IOException {
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException reset) {
                if (reset instanceof java.net.SocketTimeoutException) {
                    throw reset;
                }
            }
        }

        /** Ends the stream of bytes without a close frame. */
        @Override
        public void close() throws IOException {
            socket.close();
        }

        InputStream in() {
            return in;
        }

        Socket socket() {
            return socket;
        }
    }

    /** The bytes of one frame as a server sends it. */
    static byte[] frame(boolean fin, int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((fin ? 0x80 : 0) | opcode);
        int length = payload.length;
        if (length < 126) {
            frame.write(length);
        } else if (length < 0x10000) {
            frame.write(126);
            frame.write(length >> 8);
            frame.write(length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) length >> shift));
            }
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] textFrame(String message) {
        return frame(true, 1, message.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
