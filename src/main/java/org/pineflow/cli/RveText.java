package org.pineflow.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.pineflow.fd1.client.Rve;

/** Places and times as people read them, in UTC. */
final class RveText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private RveText() {}

    /** The time in an rve, to the millisecond. */
    static String time(long rve) {
        return TIME.format(Rve.toInstant(rve));
    }

    /** An instant, to the second. */
    static String time(Instant instant) {
        return SECONDS.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /** An rve with its time; what 0 means is {@code none}. */
    static String place(long rve, String none) {
        return rve == 0 ? none : rve + " (" + time(rve) + ")";
    }

    /** The two largest units of a duration: {@code 2 h 5 min}. */
    static String length(Duration duration) {
        long seconds = Math.abs(duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        } else if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }
}
