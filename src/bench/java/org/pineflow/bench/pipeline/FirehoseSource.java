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
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the events of a benchmark over a WebSocket, as fast as the peer reads them or so many a second. A peer that speaks
 * FD1 gets them when it opens its firehose; one that connects to {@code /raw} gets them at once. The frames are the same.
 *
 * <p>Prints {@code PORT n} when it listens, {@code START nanos} (of {@link System#nanoTime}) before the first event and
 * {@code SENT} after the last. Event {@code i} of a paced source is due at {@code START + i / rate}.
 *
 * <p>Usage: {@code FirehoseSource EVENTS SIZE RATE}, with rate 0 for full speed.
 */
public final class FirehoseSource {

    private static final int BLOCK = 256 * 1024;
    private static final long TICK_NANOS = 1_000_000;

    private final long count;
    private final long rate;
    private final Events events;

    private FirehoseSource(long count, int size, long rate) {
        this.count = count;
        this.rate = rate;
        this.events = new Events(size);
    }

    /** See above. */
    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        FirehoseSource source =
                new FirehoseSource(Long.parseLong(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]));
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            System.out.println("PORT " + server.getLocalPort());
            while (true) {
                Socket peer = server.accept();
                Thread thread = new Thread(() -> source.serve(peer));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            peer.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(peer.getInputStream());
            OutputStream out = peer.getOutputStream();
            String head = head(in);
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(head) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            if (!head.startsWith("GET /raw")) {
                while (!message(in).contains("open_firehose")) {
                    // Whatever comes before it needs no answer.
                }
            }
            send(out);
            drain(in);
        } catch (IOException | NoSuchAlgorithmException gone) {
            System.out.println("GONE " + gone);
        }
    }

    private void send(OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        long start = System.nanoTime();
        System.out.println("START " + start);
        long next = 0;
        while (next < count) {
            long due = rate == 0 ? count : Math.min(count, (System.nanoTime() - start) * rate / 1_000_000_000 + 1);
            int length = 0;
            while (next < due && length + events.length(next) + 10 <= BLOCK) {
                length = frame(next++, block, length);
            }
            if (length > 0) {
                out.write(block, 0, length);
            }
            if (rate > 0 && next >= due) {
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
        System.out.println("SENT");
    }

    private int frame(long i, byte[] block, int at) {
        int length = events.length(i);
        int payload = at + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
        block[at] = (byte) 0x81;
        if (length < 126) {
            block[at + 1] = (byte) length;
        } else {
            int bytes = payload - at - 2;
            block[at + 1] = (byte) (bytes == 2 ? 126 : 127);
            for (int b = 0; b < bytes; b++) {
                block[at + 2 + b] = (byte) ((long) length >>> 8 * (bytes - 1 - b));
            }
        }
        events.write(i, block, payload);
        return payload + length;
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

    private static String accept(String head) throws NoSuchAlgorithmException {
        int from =
                head.toLowerCase(java.util.Locale.ROOT).indexOf("sec-websocket-key:") + "sec-websocket-key:".length();
        String key = head.substring(from, head.indexOf('\r', from)).strip();
        byte[] all = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(all));
    }

    /** The text of one masked frame. */
    private static String message(DataInputStream in) throws IOException {
        in.readByte();
        int length = in.readByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = new byte[4];
        in.readFully(mask);
        byte[] payload = new byte[length];
        in.readFully(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static void drain(InputStream in) throws IOException {
        byte[] away = new byte[1024];
        while (in.read(away) >= 0) {
            // Pings and the like.
        }
    }
}
