package org.pineflow.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import org.pineflow.fd1.client.Rve;

/**
 * Where an operator wants a position. Immutable.
 *
 * @param rve 0 = at the beginning of everything
 */
record ResetTarget(long rve) {

    /** The beginning of what the server has. */
    static final ResetTarget ALL = new ResetTarget(0);

    /** As far as clocks in all time zones can be apart, as for rows that are received. */
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(25);

    /**
     * An rve in either form, or a UTC time such as {@code 2026-01-13T13:54:56Z}.
     *
     * @throws ConfigurationException when it is neither, or lies in the future
     */
    static ResetTarget at(String text, Instant now) {
        OptionalLong rve = Rve.parse(text);
        long place = rve.isPresent() ? rve.getAsLong() : ofTime(text);
        if (place > Rve.of(now.plus(FURTHEST_AHEAD))) {
            throw new ConfigurationException(
                    text + " lies in the future: a stream that stood there would read nothing until then.");
        }
        return new ResetTarget(place);
    }

    /**
     * The same, or {@code all}, or {@code now}, which is this machine's time.
     *
     * @throws ConfigurationException when it is none of these
     */
    static ResetTarget of(String text, Instant now) {
        return switch (text) {
            case "all" -> ALL;
            case "now" -> new ResetTarget(Rve.of(now));
            default -> at(text, now);
        };
    }

    private static long ofTime(String text) {
        try {
            return Rve.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new ConfigurationException(
                    "\"" + text + "\" is no place in a stream. Give an rve of 19 digits such as"
                            + " 2026011313545600000, or a UTC time such as 2026-01-13T13:54:56Z.");
        }
    }
}
