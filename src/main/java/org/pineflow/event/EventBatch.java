package org.pineflow.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Events that travel together, in order: one exchange, one webhook request or a few. The events are immutable and lie
 * one behind the other in one array on the heap, between brackets and with commas between them: the whole batch is a JSON
 * array where it stands ({@link #json}).
 *
 * <p>A batch also carries what its receivers noted about it ({@link #attachment}); only that part changes, and it is
 * safe for use by several threads.
 */
public final class EventBatch implements Iterable<Event> {

    private final BatchOrigin origin;
    private final byte[] bytes;
    private final int length;
    private final int[] ends;
    private final long[] rves;
    private final byte[] keys;
    private final int[] keyEnds;
    private final long[] hashes;
    private final byte[] flags;
    private final ConcurrentMap<String, Object> attachments = new ConcurrentHashMap<>();

    /**
     * @param bytes the JSON array of the events; may be longer than that
     * @param length of the JSON array in bytes
     */
    EventBatch(
            BatchOrigin origin,
            byte[] bytes,
            int length,
            int[] ends,
            long[] rves,
            byte[] keys,
            int[] keyEnds,
            long[] hashes,
            byte[] flags) {
        this.origin = origin;
        this.bytes = bytes;
        this.length = length;
        this.ends = ends;
        this.rves = rves;
        this.keys = keys;
        this.keyEnds = keyEnds;
        this.hashes = hashes;
        this.flags = flags;
    }

    /** Where the batch comes from: the stream and a number that no other batch of this process has. */
    public BatchOrigin origin() {
        return origin;
    }

    /** How many events; at least one. */
    public int size() {
        return ends.length;
    }

    /**
     * The event at {@code index}, from 0.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public Event get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("event " + index + " of " + size());
        }
        return new Event(this, index);
    }

    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Event next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    /** The lowest rve of the batch, 0 when no event has one. */
    public long firstRve() {
        long first = 0;
        for (long rve : rves) {
            first = rve > 0 && (first == 0 || rve < first) ? rve : first;
        }
        return first;
    }

    /** The highest rve of the batch, 0 when no event has one. */
    public long lastRve() {
        long last = 0;
        for (long rve : rves) {
            last = Math.max(last, rve);
        }
        return last;
    }

    /** Whether any event came out of the source's history. */
    public boolean replayed() {
        for (int i = 0; i < size(); i++) {
            if (replayed(i)) {
                return true;
            }
        }
        return false;
    }

    /** Bytes that the events take up, each with its separator. */
    public int byteLength() {
        return length - 1;
    }

    /** Length in bytes of the event at {@code index}. */
    public int eventLength(int index) {
        return to(index) - from(index);
    }

    /** Length in bytes of the JSON array of the events {@code from} (inclusive) to {@code to} (exclusive). */
    public int jsonLength(int from, int to) {
        return from == to ? 2 : to(to - 1) - from(from) + 2;
    }

    /** The events {@code from} (inclusive) to {@code to} (exclusive) as a JSON array; all of them are not copied. */
    public Utf8 json(int from, int to) {
        if (from == 0 && to == size()) {
            return new Utf8(bytes, 0, length);
        }
        byte[] json = new byte[jsonLength(from, to)];
        json[0] = '[';
        if (from < to) {
            System.arraycopy(bytes, from(from), json, 1, json.length - 2);
        }
        json[json.length - 1] = ']';
        return Utf8.of(json);
    }

    /** The whole batch as a JSON array, UTF-8; a copy. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The whole batch as a JSON array; nothing is copied. */
    public InputStream toInputStream() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    /** The whole batch as the text of a JSON array. */
    @Override
    @JsonValue
    @JsonRawValue
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * The events at {@code indices}, in that order, as a batch of their own with the same origin and no attachments.
     *
     * @throws IllegalArgumentException when there is no index
     */
    public EventBatch select(int... indices) {
        EventBatchBuilder selected = new EventBatchBuilder();
        for (int index : indices) {
            selected.add(this, index);
        }
        return selected.build(origin);
    }

    /**
     * What a receiver noted about this batch under {@code name}, made by {@code first} when there is nothing yet. Notes
     * live as long as the batch: through every redelivery of a route and every time the consumer routes it again.
     *
     * @throws ClassCastException when another type was noted under the name
     */
    public <T> T attachment(String name, Class<T> type, Supplier<T> first) {
        return type.cast(attachments.computeIfAbsent(name, missing -> first.get()));
    }

    /** The bytes behind {@link #json}: not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    int from(int index) {
        return index == 0 ? 1 : ends[index - 1] + 1;
    }

    int to(int index) {
        return ends[index];
    }

    long rve(int index) {
        return rves[index];
    }

    String key(int index) {
        int from = index == 0 ? 0 : keyEnds[index - 1];
        return new String(keys, from, keyEnds[index] - from, StandardCharsets.UTF_8);
    }

    boolean replayed(int index) {
        return (flags[index] & EventBatchBuilder.REPLAYED) != 0;
    }

    boolean stale(int index) {
        return (flags[index] & EventBatchBuilder.STALE) != 0;
    }

    Hash128 contentHash(int index) {
        return new Hash128(hashes[2 * index], hashes[2 * index + 1]);
    }

    byte flags(int index) {
        return flags[index];
    }
}
