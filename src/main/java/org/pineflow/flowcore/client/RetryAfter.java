package org.pineflow.flowcore.client;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads how long a sink wants to be left alone. What makes no sense is as good as nothing. */
final class RetryAfter {

    /** More seconds than anybody means; a longer number is as long as this. */
    private static final int MOST_DIGITS = 9;

    /** The three forms of a date that HTTP knows, all of them in GMT; the last two are of the past. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private RetryAfter() {}

    /**
     * The time from the answer on; empty when the sink does not say. A date is held against the server's own clock where
     * the answer tells it, because ours may differ.
     *
     * @param clock tells the time where the answer does not
     */
    static Optional<Duration> of(WebhookAnswer answer, Clock clock) {
        return answer.retryAfter().map(String::strip).flatMap(text -> {
            if (text.matches("\\d+")) {
                return Optional.of(seconds(text));
            }
            Instant now = answer.date().flatMap(RetryAfter::date).orElseGet(clock::instant);
            return date(text).map(then -> Duration.between(now, then)).filter(pause -> !pause.isNegative());
        });
    }

    private static Duration seconds(String digits) {
        String number = digits.replaceFirst("^0+(?=.)", "");
        return Duration.ofSeconds(Long.parseLong(number.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : number));
    }

    private static Optional<Instant> date(String text) {
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException anotherForm) {
                // Or no date at all.
            }
        }
        return Optional.empty();
    }
}
