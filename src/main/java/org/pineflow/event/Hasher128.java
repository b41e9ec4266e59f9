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
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private final byte[] mixed = new byte[3 * Long.BYTES];
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

    /** Mixes a value in, as {@link Hash128#and(long)}. */
    public Hasher128 and(long value) {
        BIG.set(mixed, 0, high);
        BIG.set(mixed, Long.BYTES, low);
        BIG.set(mixed, 2 * Long.BYTES, value);
        return hash(mixed, 0, mixed.length);
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
        high = h1 + h2;
        low = h2 + high;
        return this;
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
