package org.pineflow.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterFilter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters a command is about: those that meet everything that is said. */
final class DeadLetterOptions {

    private static final int SHORTEST_ID = 4;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Ids of letters, or their beginnings of 4 digits or more. Default: all letters.")
    private List<String> ids = List.of();

    @Option(names = "--stream", paramLabel = "NAME", description = "Of this stream; may be repeated.")
    private List<String> streams = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "Of the record with this key.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "event, or unreadable for input that could not be read.")
    private Optional<String> kind = Optional.empty();

    @Option(
            names = "--status",
            paramLabel = "CODE",
            description = "Refused with this HTTP status; 0 = refused before it was sent.")
    private Optional<Integer> status = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "With this text in the reason or in the answer; capitals do not matter.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = {
                "A dead letter since then or later: 2026-01-31, 2026-01-31T12:00:00Z (dates are UTC), or an age such as",
                "30m, 12h or 7d."
            })
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "A dead letter before then; written as for --since.")
    private Optional<String> until = Optional.empty();

    /** Whether nothing is said, and so all letters are meant. */
    boolean areEmpty() {
        return filter(Clock.systemUTC()).equals(DeadLetterFilter.ALL);
    }

    /**
     * What is said.
     *
     * @param clock that ages are counted by
     * @throws ConfigurationException when it cannot be understood
     */
    DeadLetterFilter filter(Clock clock) {
        return new DeadLetterFilter(
                ids(),
                Set.copyOf(streams),
                key,
                kind.map(DeadLetterOptions::kind),
                status,
                reason,
                since.map(text -> time("--since", text, clock)),
                until.map(text -> time("--until", text, clock)));
    }

    private Set<String> ids() {
        Set<String> beginnings = new LinkedHashSet<>();
        for (String id : ids) {
            if (!id.matches("[0-9a-fA-F]{" + SHORTEST_ID + ",32}")) {
                throw new ConfigurationException(
                        "\"" + PlainText.line(id, 40) + "\" is no id of a dead letter: that is "
                                + "32 hexadecimal digits, or at least the first " + SHORTEST_ID + " of them.");
            }
            beginnings.add(id.toLowerCase(Locale.ROOT));
        }
        return beginnings;
    }

    private static DeadLetter.Kind kind(String text) {
        for (DeadLetter.Kind known : DeadLetter.Kind.values()) {
            if (known.name().equalsIgnoreCase(text)) {
                return known;
            }
        }
        throw new ConfigurationException("--kind is event or unreadable, not \"" + PlainText.line(text, 40) + "\".");
    }

    private static Instant time(String option, String text, Clock clock) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException noTime) {
            return ago(option, text, clock);
        }
    }

    private static Instant ago(String option, String text, Clock clock) {
        try {
            Duration age = text.matches("\\d{1,5}d")
                    ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                    : new DurationConverter().convert(text);
            return clock.instant().minus(age);
        } catch (TypeConversionException e) {
            throw new ConfigurationException(option + " is a UTC date such as 2026-01-31, a time such as"
                    + " 2026-01-31T12:00:00Z, or an age such as 12h or 7d, not \"" + PlainText.line(text, 40) + "\".");
        }
    }
}
