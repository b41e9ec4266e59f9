package org.pineflow.bench.pipeline;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** A WebSocket client of a source, after its upgrade. Belongs to one thread. */
final class UpgradedPeer {

    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int TEXT = 1;
    private static final int PING = 9;

    private final DataInputStream in;
    private final OutputStream out;
    private final String path;

    private UpgradedPeer(Socket socket) throws IOException {
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        String head = head(in);
        path = head.split(" ", 3)[1];
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(head) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** What is done with a peer until it is gone. */
    interface Service {

        /** @throws IOException when the peer is gone */
        void serve(UpgradedPeer peer) throws IOException;
    }

    /** Prints {@code PORT n} and serves whoever connects, each in a thread of its own, for ever. */
    static void listen(Service service) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            System.out.println("PORT " + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        service.serve(new UpgradedPeer(socket));
                    } catch (IOException gone) {
                        System.out.println("GONE " + gone);
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** The path that it asked for. */
    String path() {
        return path;
    }

    /** What frames are written to. */
    OutputStream out() {
        return out;
    }

    /** Writes the head of a text frame with so many bytes to {@code block}, and returns where it ends. */
    static int frame(int length, byte[] block, int at) {
        block[at] = (byte) 0x81;
        if (length < SHORT) {
            block[at + 1] = (byte) length;
            return at + 2;
        }
        int bytes = length < 65_536 ? 2 : 8;
        block[at + 1] = (byte) (bytes == 2 ? SHORT : LONG);
        for (int b = 0; b < bytes; b++) {
            block[at + 2 + b] = (byte) ((long) length >>> 8 * (bytes - 1 - b));
        }
        return at + 2 + bytes;
    }

    /** The text of the next frame that has one; pings before it are answered. */
    String message() throws IOException {
        while (true) {
            int opcode = in.readByte() & 0x0f;
            int length = in.readByte() & 0x7f;
            length = length == SHORT ? in.readUnsignedShort() : length;
            byte[] mask = new byte[4];
            in.readFully(mask);
            byte[] payload = new byte[length];
            in.readFully(payload);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if (opcode == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
            if (opcode == PING) {
                byte[] pong = new byte[2 + length];
                pong[0] = (byte) 0x8a;
                pong[1] = (byte) length;
                System.arraycopy(payload, 0, pong, 2, length);
                out.write(pong);
            }
        }
    }

    /** Reads what still comes, pings and the like, until the peer closes. */
    void drain() throws IOException {
        while (true) {
            message();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed before the upgrade");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static String accept(String head) throws IOException {
        String name = "sec-websocket-key:";
        int from = head.toLowerCase(Locale.ROOT).indexOf(name) + name.length();
        String key = head.substring(from, head.indexOf('\r', from)).strip();
        byte[] all = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(all));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
