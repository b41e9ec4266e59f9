package org.pineflow.deadletter;

import java.time.Instant;

/**
 * What can be told of a dead letter without opening it: all but its body, its headers and the whole of the answer.
 *
 * @param id by which the store knows it
 * @param kind whether it is an event or input that could not be read
 * @param stream the stream's name, or the route's
 * @param key the record's key, empty when unknown
 * @param rve the record's rve, 0 when unknown
 * @param bytes length of its body
 * @param target the address it was meant for, empty for unreadable input
 * @param status the answer's HTTP status, 0 when there was no answer
 * @param answer at most the first {@link #ANSWER_LENGTH} characters of the answer
 * @param reason why it is a dead letter
 * @param since when it became one
 * @param tries how often it was sent, redrives included
 * @param redrives how often it was sent again and refused
 */
public record Envelope(
        String id,
        DeadLetter.Kind kind,
        String stream,
        String key,
        long rve,
        int bytes,
        String target,
        int status,
        String answer,
        String reason,
        Instant since,
        int tries,
        int redrives) {

    /** The most of an answer that is told, in characters. */
    public static final int ANSWER_LENGTH = 200;

    public Envelope {
        answer = answer.substring(0, Math.min(answer.length(), ANSWER_LENGTH));
    }

    static Envelope of(String id, DeadLetter letter) {
        return new Envelope(
                id,
                letter.kind(),
                letter.stream(),
                letter.key(),
                letter.rve(),
                letter.body().length,
                letter.target(),
                letter.status(),
                letter.answer(),
                letter.reason(),
                letter.since(),
                letter.tries(),
                letter.redrives().count());
    }
}
