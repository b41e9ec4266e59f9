package org.pineflow.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.pineflow.event.Hash128;

/**
 * An event that is not delivered, with all that is known about why. Holds no secrets: whoever makes one leaves the
 * login out of the headers.
 *
 * @param kind whether it is an event or input that could not be read
 * @param stream the stream's name; for events that are no stream's, the route they came through
 * @param key the record's key, empty when unknown
 * @param rve the record's rve, 0 when unknown
 * @param body the event's JSON bytes; of unreadable input the bytes as received, at most the first 64 KiB
 * @param target the address it was meant for, without its query; empty for unreadable input
 * @param headers the headers of the request, without secrets
 * @param status the answer's HTTP status, 0 when there was no answer
 * @param answer the beginning of the answer's body, as text
 * @param reason why it is here, for people
 * @param since when it came here, by this machine's clock
 * @param tries how often it was sent, redrives included
 * @param redrives what came of sending it again
 */
public record DeadLetter(
        Kind kind,
        String stream,
        String key,
        long rve,
        byte[] body,
        String target,
        Map<String, String> headers,
        int status,
        String answer,
        String reason,
        Instant since,
        int tries,
        Redrives redrives) {

    /** What a dead letter holds. */
    public enum Kind {
        /** An event that its sink refused. */
        EVENT,
        /** Input that could not be read; there may be no event in it. */
        UNREADABLE
    }

    public DeadLetter {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(redrives, "redrives");
        body = body.clone();
        headers = Map.copyOf(headers);
    }

    /** A letter that was never sent again. */
    public DeadLetter(
            Kind kind,
            String stream,
            String key,
            long rve,
            byte[] body,
            String target,
            Map<String, String> headers,
            int status,
            String answer,
            String reason,
            Instant since,
            int tries) {
        this(kind, stream, key, rve, body, target, headers, status, answer, reason, since, tries, Redrives.NONE);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    /**
     * The same stream, key, rve, bytes and target have the same id, 32 hexadecimal digits: a crash does not double a
     * letter, and an event that two sinks refuse makes two.
     */
    public String id() {
        Hash128 event = event();
        return (target.isEmpty() ? event : event.and(hash(target))).toString();
    }

    /** The id in letters of the first version, which did not tell targets apart. */
    String firstId() {
        return event().toString();
    }

    /** The same letter, sent again and refused once more. */
    DeadLetter refusedAgain(Instant when, int newStatus, String newAnswer) {
        return new DeadLetter(
                kind,
                stream,
                key,
                rve,
                body,
                target,
                headers,
                status,
                answer,
                reason,
                since,
                tries + 1,
                redrives.refused(when, newStatus, newAnswer));
    }

    private Hash128 event() {
        return hash(stream).and(hash(key)).and(rve).and(Hash128.of(body));
    }

    private static Hash128 hash(String text) {
        return Hash128.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
