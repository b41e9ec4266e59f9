package org.pineflow.fd1.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.IntStream;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.fd1.client.Rve;

/**
 * Writes a row into a batch as it came, with the stamps added before the closing brace. Where a row has a member of a
 * stamp's name already, the stamp stands in its place, so that no name occurs twice. Confined to one thread.
 */
final class RowStamper {

    private static final byte[] EMPTY_NAME = {};
    private static final int RVE_LENGTH = "\"2024082310200301200\"".length();
    private static final byte[] TIME_FORM = "\"2024-08-23T10:20:03.012Z\"".getBytes(StandardCharsets.US_ASCII);

    /** Where the digits of an rve stand in a time, from the year's first to the last of the milliseconds. */
    private static final int[] TIME_PLACES = {1, 2, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 23};

    private static final int[] RVE_PLACES = IntStream.range(1, RVE_LENGTH - 1).toArray();
    private static final int GROUP_DIGITS = 9;
    private static final long GROUP = 1_000_000_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final byte[] rveName;
    private final byte[] timeName;
    private final byte[] rveValue = new byte[RVE_LENGTH];
    private final byte[] timeValue = TIME_FORM.clone();
    private long stampedRve;
    private long stampedMillis;

    /**
     * @param rveStamp name of the field for the rve, empty = none
     * @param timeStamp name of the field for the time, empty = none
     */
    RowStamper(String rveStamp, String timeStamp) {
        this.rveName = member(rveStamp);
        this.timeName = member(timeStamp);
    }

    /** Bytes that the stamps add to a row at most, with the separators of an array. */
    int mostAdded() {
        return rveName.length + RVE_LENGTH + timeName.length + TIME_FORM.length + 2;
    }

    /**
     * Writes one row; the caller ends the event.
     *
     * @param row what was found in the row
     * @param rve 0 = none: no rve stamp
     * @param own the time that the row itself tells; {@link Instant#MIN} = none: then it is that of the rve, if any
     */
    void write(RowFields row, byte[] bytes, int from, int to, long rve, Instant own, EventBatchBuilder batch) {
        byte[] rveValue = rveName.length == 0 || rve == 0 ? EMPTY_NAME : rve(rve);
        byte[] timeValue = timeName.length == 0 ? EMPTY_NAME : time(rve, own);
        boolean rveThere = rveValue.length > 0 && row.rveStampFrom() >= 0;
        boolean timeThere = timeValue.length > 0 && row.timeStampFrom() >= 0;
        int end = to - 1;
        int at = from;
        boolean rveFirst = !timeThere || rveThere && row.rveStampFrom() < row.timeStampFrom();
        if (rveThere && rveFirst) {
            at = replace(bytes, at, row.rveStampFrom(), row.rveStampTo(), rveValue, batch);
        }
        if (timeThere) {
            at = replace(bytes, at, row.timeStampFrom(), row.timeStampTo(), timeValue, batch);
        }
        if (rveThere && !rveFirst) {
            at = replace(bytes, at, row.rveStampFrom(), row.rveStampTo(), rveValue, batch);
        }
        batch.write(bytes, at, end);
        boolean first = row.empty();
        if (rveValue.length > 0 && !rveThere) {
            append(rveName, rveValue, first, batch);
            first = false;
        }
        if (timeValue.length > 0 && !timeThere) {
            append(timeName, timeValue, first, batch);
        }
        batch.write(bytes, end, to);
    }

    private static int replace(byte[] bytes, int at, int from, int to, byte[] value, EventBatchBuilder batch) {
        batch.write(bytes, at, from).write(value, 0, value.length);
        return to;
    }

    private static void append(byte[] name, byte[] value, boolean first, EventBatchBuilder batch) {
        batch.write(name, first ? 1 : 0, name.length).write(value, 0, value.length);
    }

    /** {@code ,"name":} with the name escaped. */
    private static byte[] member(String name) {
        if (name.isEmpty()) {
            return EMPTY_NAME;
        }
        String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(name));
        return (",\"" + escaped + "\":").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] quoted(String ascii) {
        return ('"' + ascii + '"').getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] rve(long rve) {
        if (rve != stampedRve) {
            stampedRve = rve;
            rveValue[0] = '"';
            rveValue[RVE_LENGTH - 1] = '"';
            digits(rve, rveValue, RVE_PLACES);
        }
        return rveValue;
    }

    private byte[] time(long rve, Instant own) {
        if (!own.equals(Instant.MIN)) {
            return quoted(TIME.format(own));
        }
        if (rve == 0) {
            return EMPTY_NAME;
        }
        long millis = rve / 100;
        if (millis != stampedMillis) {
            if (!Rve.namesRealTime(rve)) {
                return quoted(TIME.format(Rve.toInstant(rve)));
            }
            stampedMillis = millis;
            digits(millis, timeValue, TIME_PLACES);
        }
        return timeValue;
    }

    /** By groups of nine digits, because numbers of 32 bits are much cheaper to divide. */
    private static void digits(long number, byte[] out, int[] places) {
        long rest = number;
        for (int end = places.length; end > 0; end -= GROUP_DIGITS) {
            long higher = rest / GROUP;
            int group = (int) (rest - higher * GROUP);
            for (int i = end - 1; i >= Math.max(0, end - GROUP_DIGITS); i--) {
                out[places[i]] = (byte) ('0' + group % 10);
                group /= 10;
            }
            rest = higher;
        }
    }
}
