package org.pineflow.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects events into an {@link EventBatch}. Used by one thread at a time, and for one batch. */
public final class EventBatchBuilder {

    static final byte REPLAYED = 1;
    static final byte STALE = 2;

    private static final int FIRST_BYTES = 4096;
    private static final int FIRST_EVENTS = 16;
    private static final int FIRST_KEY_BYTES = 256;

    private byte[] bytes;
    private int length = 1;
    private int size;
    private int[] ends;
    private long[] rves;
    private byte[] keys;
    private int[] keyEnds;
    private long[] hashes;
    private byte[] flags;

    /** A builder that makes room as events come. */
    public EventBatchBuilder() {
        this(FIRST_BYTES, FIRST_EVENTS, FIRST_KEY_BYTES);
    }

    private EventBatchBuilder(int byteCount, int eventCount, int keyByteCount) {
        bytes = new byte[byteCount];
        bytes[0] = '[';
        ends = new int[eventCount];
        rves = new long[eventCount];
        keys = new byte[keyByteCount];
        keyEnds = new int[eventCount];
        hashes = new long[2 * eventCount];
        flags = new byte[eventCount];
    }

    /** A builder for the next batch of the same stream, which is likely to be about as large: it has room for that. */
    public EventBatchBuilder next() {
        return new EventBatchBuilder(
                Math.max(FIRST_BYTES, length + length / 16),
                Math.max(FIRST_EVENTS, size),
                Math.max(FIRST_KEY_BYTES, size == 0 ? 0 : keyEnds[size - 1] + keyEnds[size - 1] / 16));
    }

    /** How many events there are. */
    public int size() {
        return size;
    }

    /** Bytes of JSON collected so far, with separators. */
    public int length() {
        return length - 1;
    }

    /** Appends a piece of the event being written; {@link #end} completes it. */
    public EventBatchBuilder write(byte[] source, int from, int to) {
        int count = to - from;
        ensure(count + 1);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /**
     * Completes the event written since the last call.
     *
     * @param key the record's key, empty when it has none
     * @param rve 0 when it has none
     * @param contentHash of the bytes as received
     */
    public void end(String key, long rve, Hash128 contentHash, boolean replayed, boolean stale) {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        end(utf8, 0, utf8.length, rve, contentHash, replayed, stale);
    }

    /**
     * Completes the event written since the last call.
     *
     * @param key holds the record's key, UTF-8
     * @param keyFrom offset of its first byte
     * @param keyTo offset behind its last byte; {@code keyFrom} when the record has none
     * @param rve 0 when it has none
     * @param contentHash of the bytes as received
     */
    public void end(
            byte[] key, int keyFrom, int keyTo, long rve, HashBits contentHash, boolean replayed, boolean stale) {
        byte flag = (byte) ((replayed ? REPLAYED : 0) | (stale ? STALE : 0));
        end(key, keyFrom, keyTo, rve, contentHash, flag);
    }

    /** Appends one whole event. */
    public EventBatchBuilder add(byte[] json, String key, long rve) {
        write(json, 0, json.length);
        end(key, rve, Hash128.of(json), false, false);
        return this;
    }

    void add(EventBatch batch, int index) {
        write(batch.bytes(), batch.from(index), batch.to(index));
        byte[] key = batch.key(index).getBytes(StandardCharsets.UTF_8);
        end(key, 0, key.length, batch.rve(index), batch.contentHash(index), batch.flags(index));
    }

    /**
     * The batch. The builder is not to be used afterwards.
     *
     * @throws IllegalArgumentException when no event was added
     */
    public EventBatch build(BatchOrigin origin) {
        if (size == 0) {
            throw new IllegalArgumentException("a batch has at least one event");
        }
        bytes[length - 1] = ']';
        // A batch may wait for long: it may keep a little room that it does not need, but not much.
        boolean fits = length >= bytes.length - bytes.length / 4;
        boolean full = size == ends.length;
        return new EventBatch(
                origin,
                fits ? bytes : Arrays.copyOf(bytes, length),
                length,
                full ? ends : Arrays.copyOf(ends, size),
                full ? rves : Arrays.copyOf(rves, size),
                keys,
                full ? keyEnds : Arrays.copyOf(keyEnds, size),
                full ? hashes : Arrays.copyOf(hashes, 2 * size),
                full ? flags : Arrays.copyOf(flags, size));
    }

    private void end(byte[] key, int from, int to, long rve, HashBits contentHash, byte flag) {
        if (size == ends.length) {
            int more = 2 * size;
            ends = Arrays.copyOf(ends, more);
            rves = Arrays.copyOf(rves, more);
            keyEnds = Arrays.copyOf(keyEnds, more);
            hashes = Arrays.copyOf(hashes, 2 * more);
            flags = Arrays.copyOf(flags, more);
        }
        ensure(1);
        ends[size] = length;
        bytes[length++] = ',';
        int keyFrom = size == 0 ? 0 : keyEnds[size - 1];
        int keyTo = keyFrom + to - from;
        if (keyTo > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(2 * keys.length, keyTo));
        }
        System.arraycopy(key, from, keys, keyFrom, to - from);
        keyEnds[size] = keyTo;
        rves[size] = rve;
        hashes[2 * size] = contentHash.high();
        hashes[2 * size + 1] = contentHash.low();
        flags[size] = flag;
        size++;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
