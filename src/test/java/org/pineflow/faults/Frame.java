package org.pineflow.faults;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame.
 *
 * @param raw its bytes as they came
 * @param payload its payload without the mask
 */
record Frame(int opcode, byte[] raw, byte[] payload) {

    static final int TEXT = 1;
    static final int PING = 9;
    static final int PONG = 10;

    /** Reads the next one. */
    static Frame read(InputStream from) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        DataInputStream in = new DataInputStream(from);
        int first = byteOf(in, raw);
        int second = byteOf(in, raw);
        long length = second & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        length = more == 0 ? length : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | byteOf(in, raw);
        }
        byte[] mask = new byte[4];
        boolean masked = (second & 0x80) != 0;
        if (masked) {
            in.readFully(mask);
            raw.writeBytes(mask);
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        raw.writeBytes(payload);
        for (int i = 0; masked && i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(first & 0x0f, raw.toByteArray(), payload);
    }

    /** A ping as a server sends it. */
    static Frame ping(long number) {
        byte[] payload = ("wire-" + number).getBytes(StandardCharsets.US_ASCII);
        byte[] raw = new byte[payload.length + 2];
        raw[0] = (byte) (0x80 | PING);
        raw[1] = (byte) payload.length;
        System.arraycopy(payload, 0, raw, 2, payload.length);
        return new Frame(PING, raw, payload);
    }

    /** Whether it is the answer to a {@link #ping}. */
    boolean isPongOf(long number) {
        return opcode == PONG && text().equals("wire-" + number);
    }

    boolean isOurPong() {
        return opcode == PONG && text().startsWith("wire-");
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static int byteOf(DataInputStream in, ByteArrayOutputStream raw) throws IOException {
        int one = in.read();
        if (one < 0) {
            throw new EOFException();
        }
        raw.write(one);
        return one;
    }
}
