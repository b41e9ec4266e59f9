package org.pineflow.ingest.request;

import java.time.DateTimeException;
import java.time.Instant;
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
        return MILLISECONDS.format(time);
    }
}
