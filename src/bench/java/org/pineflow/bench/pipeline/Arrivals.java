package org.pineflow.bench.pipeline;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * What has arrived at the sink: which events, in which order, and when their receipt was given. Event {@code i} is one of
 * stream {@code i % streams}. Guarded by its monitor.
 */
final class Arrivals {

    private static final int SOME_BATCHES = 4096;

    private final int streams;
    private final BitSet arrived = new BitSet();
    private final int[] newestOfKey = new int[Events.KEYS];
    private final int[] ackedBatch;
    private long[] ackNanos = new long[SOME_BATCHES];
    private int batches;
    /** Of each stream, its first event that has no receipt. */
    private final int[] missing;

    private long distinct;
    private long duplicates;
    private long unknown;
    private long disorders;
    private long keyDisorders;
    private long last = -1;
    private long unsafeAcks;
    private long jsonBytes;
    private long bodyBytes;

    /** @param events so many are to come, from 0 on */
    Arrivals(int events, int streams) {
        this.streams = streams;
        this.ackedBatch = new int[events];
        this.missing = new int[streams];
        Arrays.setAll(missing, stream -> stream);
        Arrays.fill(newestOfKey, -1);
    }

    /**
     * A batch has arrived and gets its receipt now.
     *
     * @param events the numbers of its events, in order
     * @param nanos of {@link System#nanoTime}
     * @return how many different events there are now
     */
    synchronized long receipt(int[] events, int count, int json, int body, long nanos) {
        if (batches == ackNanos.length) {
            ackNanos = Arrays.copyOf(ackNanos, 2 * batches);
        }
        ackNanos[batches] = nanos;
        int highest = -1;
        for (int i = 0; i < count; i++) {
            highest = isOurs(events[i]) ? Math.max(highest, events[i]) : highest;
            arrive(events[i]);
        }
        batches++;
        jsonBytes += json;
        bodyBytes += body;
        // Whoever stores the highest number of what was just acknowledged would lose, by a crash now, what lies below
        // it.
        unsafeAcks += highest >= 0 && !hasAllTo(highest) ? 1 : 0;
        return distinct;
    }

    private void arrive(int event) {
        if (!isOurs(event)) {
            unknown++;
            return;
        }
        if (arrived.get(event)) {
            duplicates++;
            return;
        }
        arrived.set(event);
        ackedBatch[event] = batches;
        distinct++;
        disorders += event < last ? 1 : 0;
        last = Math.max(last, event);
        int key = Events.key(event);
        keyDisorders += event < newestOfKey[key] ? 1 : 0;
        newestOfKey[key] = Math.max(newestOfKey[key], event);
        int stream = event % streams;
        while (arrived.get(missing[stream])) {
            missing[stream] += streams;
        }
    }

    /** An event that was never sent is one whose rve was changed on the way. */
    private boolean isOurs(int event) {
        return event >= 0 && event < ackedBatch.length;
    }

    /** Whether this event and all before it of its stream have their receipt. */
    synchronized boolean hasAllTo(long event) {
        return event < missing[(int) (event % streams)];
    }

    /** Of how many streams events come. */
    int streams() {
        return streams;
    }

    /** The figures as JSON members. {@code lastReceipt} is of {@link System#nanoTime}. */
    synchronized String figures() {
        return "\"arrived\":" + distinct + ",\"unknown\":" + unknown + ",\"lost\":" + (ackedBatch.length - distinct)
                + ",\"duplicates\":"
                + duplicates
                + ",\"disorders\":" + disorders + ",\"keyDisorders\":" + keyDisorders + ",\"batches\":" + batches
                + ",\"unsafeReceipts\":" + unsafeAcks + ",\"ratio\":" + ratio() + ",\"lastReceipt\":"
                + (batches == 0 ? 0 : ackNanos[batches - 1]);
    }

    private String ratio() {
        return String.format(Locale.ROOT, "%.2f", bodyBytes == 0 ? 0 : (double) jsonBytes / bodyBytes);
    }

    /**
     * Milliseconds from when events were due to their receipt, as JSON members; none when none arrived that counts.
     *
     * @param start when event 0 was due, of {@link System#nanoTime}
     * @param rate events due a second
     * @param from the first event that counts: those before it warm the bridge up
     */
    synchronized String latency(long start, long rate, int from) {
        long[] nanos = arrived.stream()
                .filter(event -> event >= from)
                .mapToLong(event -> ackNanos[ackedBatch[event]] - start - event * 1_000_000_000L / rate)
                .sorted()
                .toArray();
        if (nanos.length == 0) {
            return "\"latencies\":0";
        }
        return "\"latencies\":" + nanos.length + ",\"p50\":" + millis(nanos, 0.5) + ",\"p99\":" + millis(nanos, 0.99)
                + ",\"p999\":" + millis(nanos, 0.999) + ",\"max\":" + millis(nanos, 1);
    }

    private static String millis(long[] sorted, double share) {
        int at = (int) Math.min(sorted.length - 1, Math.floor(share * sorted.length));
        return String.format(Locale.ROOT, "%.2f", sorted[at] / 1e6);
    }
}
