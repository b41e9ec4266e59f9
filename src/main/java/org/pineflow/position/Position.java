package org.pineflow.position;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one stream is delivered. Immutable.
 *
 * @param fingerprint what the stream reads, as text: operation, name, query, fields and key fields. A position of
 *     another fingerprint belongs to another question and must not be used
 * @param url the server the position was made at
 * @param keyField the alternative of the key fields that the stream met first, empty before the first row
 * @param rveForm the form in which the server writes rve, as the stream names it; empty before the first row
 * @param start how the stream was first opened; empty before the first opening
 * @param rve everything up to here is delivered or was not asked for; 0 = no row yet
 * @param delivered hashes of events already delivered at exactly {@code rve}, at most {@link #MAX_DELIVERED}
 * @param floor the rve at which the present opening began: the restart point again when its order proves broken; 0 =
 *     none
 * @param gaps stretches that may not have been delivered, oldest first
 */
public record Position(
        String fingerprint,
        String url,
        Optional<String> keyField,
        Optional<String> rveForm,
        Optional<Start> start,
        long rve,
        List<String> delivered,
        long floor,
        List<Gap> gaps) {

    /** The version of the record as it is stored. */
    public static final int VERSION = 1;

    /** How many hashes a position keeps; the events beyond are delivered again after a restart. */
    public static final int MAX_DELIVERED = 1000;

    /** How many gaps a position keeps; beyond it the newest two are joined into one, so that none is forgotten. */
    public static final int MAX_GAPS = 1000;

    public Position {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(keyField, "keyField");
        Objects.requireNonNull(rveForm, "rveForm");
        Objects.requireNonNull(start, "start");
        delivered = List.copyOf(delivered);
        gaps = List.copyOf(gaps);
        if (rve < 0 || floor < 0) {
            throw new IllegalArgumentException("an rve is not negative: " + rve + ", " + floor);
        }
        if (delivered.size() > MAX_DELIVERED) {
            throw new IllegalArgumentException(delivered.size() + " hashes, at most " + MAX_DELIVERED);
        }
    }

    /** The position of a stream that has never been opened. */
    public static Position unopened(String fingerprint, String url) {
        return new Position(
                fingerprint, url, Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of(), 0, List.of());
    }

    /** The same position after its first opening. */
    public Position started(Start how) {
        return new Position(fingerprint, url, keyField, rveForm, Optional.of(how), rve, delivered, floor, gaps);
    }

    /**
     * The same position further on.
     *
     * @throws IllegalArgumentException when {@code to} lies before this position: a position never moves back
     */
    public Position movedTo(long to, List<String> deliveredThere) {
        if (to < rve) {
            throw new IllegalArgumentException("a position never moves back: from " + rve + " to " + to);
        }
        return new Position(fingerprint, url, keyField, rveForm, start, to, deliveredThere, floor, gaps);
    }

    /** The same position with the key field pinned. */
    public Position keyedBy(String field) {
        return new Position(fingerprint, url, Optional.of(field), rveForm, start, rve, delivered, floor, gaps);
    }

    /** The same position with the form of the server's rve known. */
    public Position withRveForm(String form) {
        return new Position(fingerprint, url, keyField, Optional.of(form), start, rve, delivered, floor, gaps);
    }

    /** The same position, read at another server from now on. */
    public Position at(String otherUrl) {
        return new Position(fingerprint, otherUrl, keyField, rveForm, start, rve, delivered, floor, gaps);
    }

    /**
     * The same position with one gap more, numbered on from the newest. A gap that the newest one covers already, with
     * the same bounds and cause, is not added again.
     */
    public Position withGap(long fromRve, long toRve, String cause, Instant since) {
        if (!gaps.isEmpty() && gaps.get(gaps.size() - 1).isLike(fromRve, toRve, cause)) {
            return this;
        }
        int number = gaps.isEmpty() ? 1 : Gap.number(gaps.get(gaps.size() - 1).id()) + 1;
        Gap gap = new Gap("g-" + number, fromRve, toRve, cause, since);
        List<Gap> more = new ArrayList<>(gaps);
        if (more.size() >= MAX_GAPS) {
            more.add(more.remove(more.size() - 1).joinedWith(gap));
        } else {
            more.add(gap);
        }
        return new Position(fingerprint, url, keyField, rveForm, start, rve, delivered, floor, more);
    }

    /** Where the last gap begins whose end is not known; empty when there is none. */
    public OptionalLong endlessGapFrom() {
        return gaps.stream()
                .filter(gap -> gap.toRve() == 0)
                .mapToLong(Gap::fromRve)
                .max();
    }

    /** The same position with an end, {@code end}, for every gap before it that had none. */
    public Position withGapsEndedAt(long end) {
        List<Gap> ended = gaps.stream()
                .map(gap -> gap.toRve() == 0 && gap.fromRve() < end ? gap.endedAt(end) : gap)
                .toList();
        return new Position(fingerprint, url, keyField, rveForm, start, rve, delivered, floor, ended);
    }

    /**
     * How a stream was first opened.
     *
     * @param from {@code now}, {@code all} or an rve of 19 digits
     * @param when by this machine's clock
     */
    public record Start(String from, Instant when) {
        public Start {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(when, "when");
        }
    }
}
