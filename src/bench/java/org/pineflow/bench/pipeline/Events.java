package org.pineflow.bench.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The events of a benchmark: product records as a till system sends them. Event {@code i} has an rve of its own, one for
 * each 10 microseconds of a day, so that the sink knows from the rve alone which event it is; its key is one of {@link
 * #KEYS}. Texts and numbers vary, so that what is sent compresses about as real records do.
 */
public final class Events {

    /** So many records change, in turn. */
    static final int KEYS = 20_000;

    /** The smallest mean size. */
    static final int SMALLEST = 180;

    private static final long DAY = 2026_01_05_00_00_00_000_00L;
    private static final int PER_SECOND = 100_000;
    private static final int RVE_DIGITS = 19;

    private static final String PACKET = "{\"rp\":\"fh-1\",\"sc\":\"pos.products.edit\",\"data\":";
    /** Smaller ones have the first fields of a record alone. */
    private static final int WHOLE_RECORD = 300;

    private static final int MOST_VARIANTS = 4096;
    private static final int VARIANTS_BYTES = 16 * 1024 * 1024;
    private static final int SPREAD = 120;
    private static final String[] WORDS =
            ("organic free-range blend premium southern cross roast trim standard family pack refill black white blue"
                            + " wool merino cotton steel oak kauri rimu ceramic classic deluxe mini maxi")
                    .split(" ");

    private final byte[][] variants;
    private final int rveAt = "{\"rve\":".length();
    private final int keyAt = rveAt + RVE_DIGITS + ",\"physkey\":\"KSIM0A7Q".length();

    /**
     * @param size mean bytes of an event in its packet; at least {@link #SMALLEST}
     */
    public Events(int size) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("an event has at least " + SMALLEST + " bytes, not " + size);
        }
        variants = new byte[Integer.highestOneBit(Math.min(MOST_VARIANTS, VARIANTS_BYTES / size))][];
        Random random = new Random(42);
        int row = size - PACKET.length() - 1;
        for (int i = 0; i < variants.length; i++) {
            // As many are larger as smaller, by the same.
            int spread = (random.nextInt(SPREAD) - SPREAD / 2) * size / 400;
            variants[i] = variant(random, size < WHOLE_RECORD ? row : row + spread, size >= WHOLE_RECORD);
        }
    }

    private static byte[] variant(Random random, int length, boolean whole) {
        StringBuilder event = new StringBuilder("{\"rve\":").append(DAY).append(",\"physkey\":\"KSIM0A7Q0000000000\"");
        event.append(",\"pid\":").append(100_000 + random.nextInt(900_000));
        event.append(",\"price\":").append(random.nextInt(500)).append('.').append(10 + random.nextInt(90));
        String end = "\"}";
        if (whole) {
            long barcode = 10_000_000_000L + (long) (random.nextDouble() * 9e10);
            event.append(",\"barcode\":\"94")
                    .append(barcode)
                    .append("\",\"depid\":")
                    .append(random.nextInt(40));
            event.append(",\"taxable\":true");
            end = "\",\"supplier\":{\"spid\":" + random.nextInt(300) + ",\"name\":\"Tui & Co\"}}";
        }
        event.append(",\"description\":\"");
        int text = length - end.length();
        while (event.length() < text) {
            event.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            event.append(random.nextInt(3) == 0 ? Integer.toString(random.nextInt(100_000), 36) + ' ' : "");
        }
        event.setLength(text);
        return event.append(end).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of event {@code i}, without a packet. */
    public int length(long i) {
        return variant(i).length;
    }

    /** Writes event {@code i} to {@code out} from {@code at} on, and returns where it ends. */
    public int write(long i, byte[] out, int at) {
        byte[] variant = variant(i);
        System.arraycopy(variant, 0, out, at, variant.length);
        digits(rve(i), out, at + rveAt + RVE_DIGITS, 12);
        digits(key(i), out, at + keyAt + 10, 10);
        return at + variant.length;
    }

    /** What stands in a packet of the firehose with this request id before the event; a brace ends it. */
    public static byte[] packetHead(String rp) {
        return PACKET.replace("fh-1", rp).getBytes(StandardCharsets.US_ASCII);
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
        return variants[(int) (i * 2_654_435_761L >>> 7) & variants.length - 1];
    }

    private static void digits(long value, byte[] out, int end, int count) {
        long rest = value;
        for (int at = end - 1; at >= end - count; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
