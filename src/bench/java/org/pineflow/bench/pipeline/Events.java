package org.pineflow.bench.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The events of a benchmark: product records as a till system sends them. Event {@code i} has an rve of its own, one for
 * each 10 microseconds of a day, so that the sink knows from the rve alone which event it is; its key is one of {@link
 * #KEYS}. Texts and numbers vary, so that what is sent compresses about as real records do.
 */
public final class Events {

    private static final long DAY = 2026_01_05_00_00_00_000_00L;
    private static final int PER_SECOND = 100_000;

    /** So many records change, in turn. */
    static final int KEYS = 20_000;

    private static final int VARIANTS = 4096;
    private static final String[] WORDS =
            ("organic free-range blend premium southern cross roast trim standard family pack refill black white blue"
                            + " wool merino cotton steel oak kauri rimu ceramic classic deluxe mini maxi")
                    .split(" ");

    private final byte[][] variants = new byte[VARIANTS][];
    private final int rveAt;
    private final int keyAt;

    /** @param size mean bytes of an event with its envelope */
    public Events(int size) {
        Random random = new Random(42);
        String head = "{\"rp\":\"fh-1\",\"sc\":\"pos.products.edit\",\"data\":{\"rve\":";
        rveAt = head.length();
        String key = ",\"physkey\":\"KSIM0A7Q";
        keyAt = rveAt + 19 + key.length();
        for (int i = 0; i < VARIANTS; i++) {
            StringBuilder event =
                    new StringBuilder(head).append(DAY).append(key).append("0000000000\"");
            event.append(",\"pid\":").append(100_000 + random.nextInt(900_000));
            event.append(",\"price\":").append(random.nextInt(500)).append('.').append(10 + random.nextInt(90));
            event.append(",\"barcode\":\"94")
                    .append(10_000_000_000L + (long) (random.nextDouble() * 9e10))
                    .append('"');
            event.append(",\"depid\":").append(random.nextInt(40)).append(",\"taxable\":true,\"description\":\"");
            int length = size - 60 + (random.nextInt(120) - 60) * size / 400;
            while (event.length() < length) {
                event.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
                event.append(random.nextInt(3) == 0 ? Integer.toString(random.nextInt(100_000), 36) + ' ' : "");
            }
            event.append("\",\"supplier\":{\"spid\":")
                    .append(random.nextInt(300))
                    .append(",\"name\":\"Tui & Co\"}}}");
            variants[i] = event.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Bytes of event {@code i}. */
    public int length(long i) {
        return variant(i).length;
    }

    /** Writes event {@code i} to {@code out} from {@code at} on. */
    public void write(long i, byte[] out, int at) {
        byte[] variant = variant(i);
        System.arraycopy(variant, 0, out, at, variant.length);
        digits(rve(i), out, at + rveAt + 19, 12);
        digits(key(i), out, at + keyAt + 10, 10);
    }

    /** The rve of event {@code i}: its time of day is real. */
    static long rve(long i) {
        long second = i / PER_SECOND;
        long clock = (second / 3600 * 100 + second / 60 % 60) * 100 + second % 60;
        return DAY + clock * PER_SECOND + i % PER_SECOND;
    }

    /** Which event has this rve. */
    static long number(long rve) {
        long clock = (rve - DAY) / PER_SECOND;
        long second = clock / 10_000 * 3600 + clock / 100 % 100 * 60 + clock % 100;
        return second * PER_SECOND + (rve - DAY) % PER_SECOND;
    }

    /** The key of event {@code i}: a step that is prime to {@link #KEYS} spreads neighbours. */
    static int key(long i) {
        return (int) (i * 7919 % KEYS);
    }

    private byte[] variant(long i) {
        return variants[(int) (i * 2_654_435_761L >>> 7) & VARIANTS - 1];
    }

    private static void digits(long value, byte[] out, int end, int count) {
        long rest = value;
        for (int at = end - 1; at >= end - count; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
