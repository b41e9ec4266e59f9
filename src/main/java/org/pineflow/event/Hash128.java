package org.pineflow.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A 128-bit content hash (MurmurHash3 x64 128, seed 0): equal bytes have equal hashes, and two different contents
 * practically never share one. Not for secrets.
 */
public record Hash128(long high, long low) {

    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    /**
     * Hashes the bytes {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code bytes}
     */
    public static Hash128 of(byte[] bytes, int from, int to) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
        long h1 = 0;
        long h2 = 0;
        int position = from;
        for (; to - position >= 16; position += 16) {
            h1 ^= mixFirst(buffer.getLong(position));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixSecond(buffer.getLong(position + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int rest = to - position;
        if (rest > 8) {
            h2 ^= mixSecond(littleEndian(bytes, position + 8, to));
        }
        if (rest > 0) {
            h1 ^= mixFirst(littleEndian(bytes, position, Math.min(to, position + 8)));
        }
        int length = to - from;
        h1 ^= length;
        h2 ^= length;
        h1 += h2;
        h2 += h1;
        h1 = finish(h1);
        h2 = finish(h2);
        h1 += h2;
        h2 += h1;
        return new Hash128(h1, h2);
    }

    /** Hashes all of {@code bytes}. */
    public static Hash128 of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** This hash with {@code value} mixed in: for hashes of several things in order. */
    public Hash128 and(long value) {
        ByteBuffer all = ByteBuffer.allocate(24).putLong(high).putLong(low).putLong(value);
        return of(all.array());
    }

    /** This hash with another mixed in, in order. */
    public Hash128 and(Hash128 other) {
        return and(other.high).and(other.low);
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    private static long littleEndian(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = to - 1; i >= from; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private static long mixFirst(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mixSecond(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long finish(long k) {
        long mixed = (k ^ k >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
