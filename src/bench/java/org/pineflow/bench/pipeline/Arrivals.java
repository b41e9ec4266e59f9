package org.pineflow.bench.pipeline;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What has arrived at the sink: which events, in which order, and when their receipt was given. Guarded by its monitor.
 */
final class Arrivals {

    private final BitSet arrived = new BitSet();
    private final int[] newestOfKey = new int[Events.KEYS];
    private final int[] ackedBatch;
    private final long[] ackNanos;
    private int batches;
    private int prefix;
    private long distinct;
    private long duplicates;
    private long disorders;
    private long keyDisorders;
    private long last = -1;
    private long unsafeAcks;
    private long jsonBytes;
    private long bodyBytes;

    Arrivals(int events) {
        this.ackedBatch = new int[events];
        this.ackNanos = new long[events + 1];
        Arrays.fill(newestOfKey, -1);
    }

    /**
     * A batch has arrived and gets its receipt now.
     *
     * @param events the numbers of its events, in order
     * @return how many different events there are now
     */
    synchronized long receipt(int[] events, int count, int json, int body, long nanos) {
        ackNanos[batches] = nanos;
        int highest = -1;
        for (int i = 0; i < count; i++) {
            int event = events[i];
            highest = Math.max(highest, event);
            if (arrived.get(event)) {
                duplicates++;
                continue;
            }
            arrived.set(event);
            ackedBatch[event] = batches;
            distinct++;
            disorders += event < last ? 1 : 0;
            last = Math.max(last, event);
            int key = Events.key(event);
            keyDisorders += event < newestOfKey[key] ? 1 : 0;
            newestOfKey[key] = Math.max(newestOfKey[key], event);
        }
        batches++;
        jsonBytes += json;
        bodyBytes += body;
        prefix = arrived.nextClearBit(prefix);
        // Whoever stores the highest number of what was just acknowledged would lose, by a crash now, what lies below
        // it.
        unsafeAcks += highest >= prefix ? 1 : 0;
        return distinct;
    }

    /** Events 0 (inclusive) to this one (exclusive) have their receipt. */
    synchronized int prefix() {
        return prefix;
    }

    /** The figures as JSON members. */
    synchronized String figures() {
        return "\"arrived\":" + distinct + ",\"duplicates\":" + duplicates + ",\"disorders\":" + disorders
                + ",\"keyDisorders\":" + keyDisorders + ",\"batches\":" + batches + ",\"unsafeReceipts\":" + unsafeAcks
                + ",\"ratio\":" + (bodyBytes == 0 ? 0 : Math.round(100.0 * jsonBytes / bodyBytes) / 100.0);
    }

    /**
     * Milliseconds from when events were due to their receipt, as JSON members.
     *
     * @param from the first event that counts: those before it warm the bridge up
     */
    synchronized String latency(long start, long rate, int from) {
        int end = arrived.length();
        if (end <= from) {
            return "\"latency\":null";
        }
        long[] nanos = new long[end - from];
        for (int i = from; i < end; i++) {
            nanos[i - from] = ackNanos[ackedBatch[i]] - start - i * 1_000_000_000L / rate;
        }
        Arrays.sort(nanos);
        return "\"p50\":" + millis(nanos, 0.5) + ",\"p99\":" + millis(nanos, 0.99) + ",\"p999\":" + millis(nanos, 0.999)
                + ",\"max\":" + millis(nanos, 1);
    }

    private static double millis(long[] sorted, double share) {
        int at = (int) Math.min(sorted.length - 1, Math.floor(share * sorted.length));
        return Math.round(sorted[at] / 10_000.0) / 100.0;
    }
}
