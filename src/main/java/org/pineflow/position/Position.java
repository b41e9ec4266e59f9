package org.pineflow.position;

import java.time.Instant;
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
 * @param start how the stream was first opened, or how an operator last reset it; empty before that
 * @param rve everything up to here is delivered or was not asked for; 0 = no row yet
 * @param delivered hashes of events already delivered at exactly {@code rve}, at most {@link #MAX_DELIVERED}
 * @param floor the rve at which reading in order began: the restart point again when the order proves broken; 0 = none,
 *     {@link #FLOOR_AT_START} = the start record
 * @param gaps stretches that may not have been delivered, oldest first, with those that were waived
 * @param restartUnproven since when nothing has come that proves that the last restart was honoured; empty when it is
 *     proven, or nothing is to be proven
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
        List<Gap> gaps,
        Optional<Instant> restartUnproven) {

    /** The version of the record as it is stored. */
    public static final int VERSION = 1;

    /** The floor of a stream that had no row yet: its start record. No real rve is that low. */
    public static final long FLOOR_AT_START = 1;

    /** How many hashes a position keeps; the events beyond are delivered again after a restart. */
    public static final int MAX_DELIVERED = 1000;

    /**
     * How many gaps a position keeps. Beyond it the oldest waived ones are dropped; where there is none, the newest two
     * are joined into one, so that no open one is forgotten.
     */
    public static final int MAX_GAPS = 1000;

    public Position {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(keyField, "keyField");
        Objects.requireNonNull(rveForm, "rveForm");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(restartUnproven, "restartUnproven");
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
                fingerprint,
                url,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                0,
                List.of(),
                Optional.empty());
    }

    /** The same position, for what the stream asks from now on. */
    public Position askedBy(String otherFingerprint) {
        return new Position(
                otherFingerprint, url, keyField, rveForm, start, rve, delivered, floor, gaps, restartUnproven);
    }

    /** The same position after its first opening. */
    public Position started(Start how) {
        return new Position(
                fingerprint, url, keyField, rveForm, Optional.of(how), rve, delivered, floor, gaps, restartUnproven);
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
        return placed(to, deliveredThere, floor);
    }

    /** The same position with another floor; 0 = none, {@link #FLOOR_AT_START} = the stream's start record. */
    public Position withFloor(long lowest) {
        return placed(rve, delivered, lowest);
    }

    /** The same position back at its floor, the only way back but an operator's; this one where there is none. */
    public Position returnedToFloor() {
        if (floor == 0 || rve <= rveOfFloor(floor)) {
            return this;
        }
        return placed(rveOfFloor(floor), List.of(), 0);
    }

    /** The rve that a floor stands for: 0 for none and for the start record. */
    public static long rveOfFloor(long floor) {
        return floor == FLOOR_AT_START ? 0 : floor;
    }

    private Position placed(long at, List<String> deliveredThere, long lowest) {
        return new Position(
                fingerprint, url, keyField, rveForm, start, at, deliveredThere, lowest, gaps, restartUnproven);
    }

    /** The same position with the key field pinned. */
    public Position keyedBy(String field) {
        return new Position(
                fingerprint, url, Optional.of(field), rveForm, start, rve, delivered, floor, gaps, restartUnproven);
    }

    /** The same position with the form of the server's rve known. */
    public Position withRveForm(String form) {
        return new Position(
                fingerprint, url, keyField, Optional.of(form), start, rve, delivered, floor, gaps, restartUnproven);
    }

    /** The same position, read at another server from now on. */
    public Position at(String otherUrl) {
        return new Position(
                fingerprint, otherUrl, keyField, rveForm, start, rve, delivered, floor, gaps, restartUnproven);
    }

    /** The same position, of which is not known whether the last restart was honoured; the first time counts. */
    public Position withRestartUnproven(Instant since) {
        return restartUnproven.isPresent() ? this : provedBy(Optional.of(since));
    }

    /** The same position, with a proven restart. */
    public Position withRestartProven() {
        return restartUnproven.isEmpty() ? this : provedBy(Optional.empty());
    }

    private Position provedBy(Optional<Instant> unproven) {
        return new Position(fingerprint, url, keyField, rveForm, start, rve, delivered, floor, gaps, unproven);
    }

    /**
     * The position that an operator wants: from this rve on, forward or back. What lies between is not read when it is
     * moved forward, and becomes a gap; when it is moved back, events come again.
     *
     * @param to more than 0
     * @param why the detail of the gap, when there is one
     */
    public Position resetTo(long to, String why, Instant when) {
        if (to <= 0) {
            throw new IllegalArgumentException("no rve: " + to);
        }
        Position reset = started(new Start(Long.toString(to), when))
                .placed(to, List.of(), 0)
                .withRestartProven();
        return to > rve ? reset.withGap(rve, to, Gap.Cause.RESET, why, when) : reset;
    }

    /** The position that an operator wants: from the beginning of what the server has. Everything comes again. */
    public Position resetToAll(Instant when) {
        return started(new Start("all", when)).placed(0, List.of(), 0).withRestartProven();
    }

    /**
     * The same position with one gap more, numbered on from the newest. A gap that the newest one covers already, with
     * the same bounds, cause and detail, is not added again unless that one was waived.
     *
     * @param fromRve the last rve known to be delivered before it; 0 = not known
     * @param toRve the first rve known to be after it; 0 = not known
     * @param detail what happened, in words
     */
    public Position withGap(long fromRve, long toRve, Gap.Cause cause, String detail, Instant since) {
        if (!gaps.isEmpty()) {
            Gap newest = gaps.get(gaps.size() - 1);
            if (newest.isOpen() && newest.isLike(fromRve, toRve, cause, detail)) {
                return this;
            }
        }
        return withGaps(GapList.with(gaps, new Gap(GapList.nextId(gaps), fromRve, toRve, cause, detail, since)));
    }

    /** The gaps that nobody has waived, oldest first. */
    public List<Gap> openGaps() {
        return gaps.stream().filter(Gap::isOpen).toList();
    }

    /**
     * The same position with a gap that is dealt with.
     *
     * @throws IllegalArgumentException when there is no open gap of this id
     */
    public Position withGapWaived(String id, Gap.Waiver how) {
        if (openGaps().stream().noneMatch(gap -> gap.id().equals(id))) {
            throw new IllegalArgumentException("no open gap " + id);
        }
        return withGaps(GapList.waived(gaps, id, how));
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
        return withGaps(GapList.endedAt(gaps, end));
    }

    private Position withGaps(List<Gap> others) {
        return new Position(fingerprint, url, keyField, rveForm, start, rve, delivered, floor, others, restartUnproven);
    }

    /**
     * How a stream was first opened, or reset.
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
