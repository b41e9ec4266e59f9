package org.pineflow.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Computes {@link Hash128} after hash without making an object for each: its own bits are those of the last one. For one
 * thread at a time.
 */
public final class Hasher128 implements HashBits {

    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private long high;
    private long low;

    @Override
    public long high() {
        return high;
    }

    @Override
    public long low() {
        return low;
    }

    /** The present hash as a value. */
    public Hash128 result() {
        return new Hash128(high, low);
    }

    /** Takes the bits of another. */
    public Hasher128 set(HashBits other) {
        high = other.high();
        low = other.low();
        return this;
    }

    /** Mixes a value in, as {@link Hash128#and(long)}: hashes the three numbers, each with its highest byte first. */
    public Hasher128 and(long value) {
        long h1 = mixFirst(Long.reverseBytes(high));
        h1 = Long.rotateLeft(h1, 27) * 5 + 0x52dce729;
        long h2 = mixSecond(Long.reverseBytes(low));
        h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        return end(h1 ^ mixFirst(Long.reverseBytes(value)), h2, 3 * Long.BYTES);
    }

    /** Mixes another hash in, as {@link Hash128#and(Hash128)}. */
    public Hasher128 and(HashBits other) {
        long otherLow = other.low();
        return and(other.high()).and(otherLow);
    }

    /**
     * Hashes the bytes {@code from} (inclusive) to {@code to} (exclusive), as {@link Hash128#of(byte[], int, int)}.
     *
     * @throws IndexOutOfBoundsException when the range is not inside {@code bytes}
     */
    public Hasher128 hash(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        long h1 = 0;
        long h2 = 0;
        int position = from;
        for (; to - position >= 16; position += 16) {
            h1 ^= mixFirst((long) LITTLE.get(bytes, position));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixSecond((long) LITTLE.get(bytes, position + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int rest = to - position;
        if (rest > 8) {
            h2 ^= mixSecond(last(bytes, from, to, rest - 8));
        }
        if (rest > 0) {
            h1 ^= mixFirst(rest < 8 ? last(bytes, from, to, rest) : (long) LITTLE.get(bytes, position));
        }
        return end(h1, h2, to - from);
    }

    private Hasher128 end(long h1, long h2, int length) {
        long first = h1 ^ length;
        long second = h2 ^ length;
        first += second;
        second += first;
        first = finish(first);
        second = finish(second);
        high = first + second;
        low = second + high;
        return this;
    }

    /** The last {@code count} bytes, 8 at most, of those from {@code from} to {@code to}, the lowest first. */
    private static long last(byte[] bytes, int from, int to, int count) {
        if (to - from >= Long.BYTES) {
            return (long) LITTLE.get(bytes, to - Long.BYTES) >>> Byte.SIZE * (Long.BYTES - count);
        }
        long value = 0;
        for (int i = to - 1; i >= to - count; i--) {
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
