package org.pineflow.ingest.request;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Times on the wire: ISO 8601 in UTC, ending in {@code Z}, as Flowcore's service requires; an offset or a date alone is
 * refused. Kept to the millisecond.
 */
public final class EventTime {

    /** What a time UUID can hold, less a margin: its 60 bits of 100 ns begin in October 1582 and end in 5236. */
    private static final Instant FIRST = Instant.parse("1583-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("5235-12-31T23:59:59.999Z");

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** How long a time is that {@link #put} writes, in bytes. */
    static final int LENGTH = 24;

    private static final long DAY_MS = 86_400_000;

    private EventTime() {}

    /** The time that {@code text} stands for; empty when it is none, or one that no event id can hold. */
    public static Optional<Instant> parse(String text) {
        if (!text.endsWith("Z")) {
            return Optional.empty();
        }
        try {
            Instant time = Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
            return time.isBefore(FIRST) || time.isAfter(LAST) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code YYYY-MM-DDTHH:mm:ss.sssZ}, the one form that every Flowcore consumer takes. */
    public static String format(Instant time) {
        byte[] text = new byte[LENGTH];
        return put(time, text, 0) ? new String(text, StandardCharsets.US_ASCII) : MILLISECONDS.format(time);
    }

    /** Writes the text of a time that an event can have; false, and nothing is written, for others. */
    static boolean put(Instant time, byte[] text, int at) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            return false;
        }
        long milliseconds = time.toEpochMilli();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(milliseconds, DAY_MS));
        int inDay = (int) Math.floorMod(milliseconds, DAY_MS);
        number(date.getYear(), 4, '-', text, at);
        number(date.getMonthValue(), 2, '-', text, at + 5);
        number(date.getDayOfMonth(), 2, 'T', text, at + 8);
        number(inDay / 3_600_000, 2, ':', text, at + 11);
        number(inDay / 60_000 % 60, 2, ':', text, at + 14);
        number(inDay / 1000 % 60, 2, '.', text, at + 17);
        number(inDay % 1000, 3, 'Z', text, at + 20);
        return true;
    }

    private static void number(int number, int digits, char after, byte[] text, int at) {
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[at + digits] = (byte) after;
    }
}
