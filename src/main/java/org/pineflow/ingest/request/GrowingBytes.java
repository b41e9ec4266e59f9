package org.pineflow.ingest.request;

import java.util.Arrays;

/**
 * Bytes of which more and more come, in one array that is copied as seldom as can be. It goes by how many are said to come,
 * but whoever says too much gets no more than twice the room of what did come. Belongs to one thread at a time.
 */
public final class GrowingBytes {

    private static final int LEAST = 8192;

    private final int expected;
    private byte[] bytes = {};
    private int size;

    /** @param expected how many are said to come; 0 when nobody knows */
    public GrowingBytes(int expected) {
        this.expected = expected;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** How many there is room for. */
    public int capacity() {
        return bytes.length;
    }

    /** How much room in all is good for {@code count} more; what {@link #grow} is to be asked for. */
    public int capacityFor(int count) {
        long needed = (long) size + count;
        if (needed <= bytes.length) {
            return bytes.length;
        }
        long twice = Math.max(LEAST, 2L * bytes.length);
        long wanted = needed <= expected ? Math.min(expected, twice) : twice;
        return Math.toIntExact(Math.max(needed, Math.min(Integer.MAX_VALUE - 8L, wanted)));
    }

    /** Makes room for so many in all. */
    public void grow(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, capacity);
        }
    }

    /** Where to put the next ones, from {@link #size} on; {@link #added} says how many that were. */
    public byte[] array() {
        return bytes;
    }

    /** So many have been put into the array. */
    public void added(int count) {
        size += count;
    }

    /** Forgets them, and keeps the room. */
    public void clear() {
        size = 0;
    }

    /** All of them; not copied where the room is full. */
    public byte[] whole() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
