package org.pineflow.event;

import java.util.HexFormat;

/**
 * A 128-bit content hash (MurmurHash3 x64 128, seed 0): equal bytes have equal hashes, and two different contents
 * practically never share one. Not for secrets.
 */
public record Hash128(long high, long low) implements HashBits {

    /**
     * Hashes the bytes {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code bytes}
     */
    public static Hash128 of(byte[] bytes, int from, int to) {
        return new Hasher128().hash(bytes, from, to).result();
    }

    /** Hashes all of {@code bytes}. */
    public static Hash128 of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** This hash with {@code value} mixed in: for hashes of several things in order. */
    public Hash128 and(long value) {
        return new Hasher128().set(this).and(value).result();
    }

    /** This hash with another mixed in, in order. */
    public Hash128 and(Hash128 other) {
        return new Hasher128().set(this).and(other).result();
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
