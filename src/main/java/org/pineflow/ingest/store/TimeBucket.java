package org.pineflow.ingest.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One UTC hour of event time: what Flowcore reads events by. The time in an event's id decides its bucket.
 *
 * @param hour hours since 1970, negative before
 */
public record TimeBucket(long hour) implements Comparable<TimeBucket> {

    private static final Pattern FORM = Pattern.compile("[0-9]{10}0000");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuuMMddHH");
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuuMMddHH'0000'").withZone(ZoneOffset.UTC);
    private static final long HOUR_MS = 3_600_000;

    /** The bucket that {@code time} lies in. */
    public static TimeBucket of(Instant time) {
        return new TimeBucket(Math.floorDiv(time.toEpochMilli(), HOUR_MS));
    }

    /** The bucket of the event with this id, a version 1 UUID. */
    public static TimeBucket of(UUID eventId) {
        return of(TimeUuids.timeOf(eventId));
    }

    /** Reads {@code yyyyMMddHH0000}; empty when {@code text} is no bucket. */
    public static Optional<TimeBucket> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime hour = LocalDateTime.parse(text.substring(0, 10), HOUR);
            return Optional.of(of(hour.toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** When it begins. */
    public Instant start() {
        return Instant.ofEpochMilli(hour * HOUR_MS);
    }

    /** The hour after this one; this one ends where it begins. */
    public TimeBucket next() {
        return new TimeBucket(hour + 1);
    }

    @Override
    public int compareTo(TimeBucket other) {
        return Long.compare(hour, other.hour);
    }

    /** {@code yyyyMMddHH0000}, 14 digits. */
    @Override
    public String toString() {
        return TEXT.format(start());
    }
}
