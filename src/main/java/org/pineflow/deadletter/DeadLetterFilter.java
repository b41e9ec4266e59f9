package org.pineflow.deadletter;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant: those that meet everything that is said here.
 *
 * @param ids ids or the beginnings of ids, of which one is enough; empty = any
 * @param streams names of streams, of which one is enough; empty = any
 * @param key the record's key
 * @param kind event or unreadable input
 * @param status the HTTP status of the refusal, 0 = it was not sent
 * @param text a text in the reason or in the beginning of the answer, in upper or lower case
 * @param since it became a dead letter then or later
 * @param until it became a dead letter before
 */
public record DeadLetterFilter(
        Set<String> ids,
        Set<String> streams,
        Optional<String> key,
        Optional<DeadLetter.Kind> kind,
        Optional<Integer> status,
        Optional<String> text,
        Optional<Instant> since,
        Optional<Instant> until) {

    /** All letters. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public DeadLetterFilter {
        ids = Set.copyOf(ids);
        streams = Set.copyOf(streams);
    }

    /** Whether the letter is meant. */
    public boolean matches(Envelope letter) {
        return (ids.isEmpty() || ids.stream().anyMatch(letter.id()::startsWith))
                && (streams.isEmpty() || streams.contains(letter.stream()))
                && key.map(letter.key()::equals).orElse(true)
                && kind.map(letter.kind()::equals).orElse(true)
                && status.map(wanted -> wanted == letter.status()).orElse(true)
                && text.map(part -> contains(letter.reason(), part) || contains(letter.answer(), part))
                        .orElse(true)
                && since.map(from -> !letter.since().isBefore(from)).orElse(true)
                && until.map(to -> letter.since().isBefore(to)).orElse(true);
    }

    private static boolean contains(String whole, String part) {
        return whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
