package org.pineflow.position;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A stretch of a stream that may not have been delivered and cannot be re-read by itself. Immutable.
 *
 * @param id names the gap within its stream, for example {@code g-7}
 * @param fromRve the last rve known to be delivered before it; 0 = not known
 * @param toRve the first rve known to be after it; 0 = not known, or not over yet
 * @param cause the kind of thing that happened
 * @param detail what happened, in words, for people
 * @param since when it was noticed, by this machine's clock
 * @param waiver that somebody has dealt with it; empty = it is open
 */
public record Gap(
        String id, long fromRve, long toRve, Cause cause, String detail, Instant since, Optional<Waiver> waiver) {

    private static final int MAX_DETAIL = 500;

    /** Why a stretch may be missing. */
    public enum Cause {
        /** The server refused to restart at the position, or no longer has what lay behind it. */
        RESTART_REFUSED,
        /** The server opened, and nothing of what lay behind the position came. */
        RESTART_IGNORED,
        /** The firehose was not open, and cannot be restarted or had no row yet to be restarted from. */
        NOT_OPEN,
        /** Input could not be read. */
        UNREADABLE,
        /** A server that was to send in order of rve did not. */
        ORDER_BROKEN,
        /** A row came after everything before it was taken to be complete. */
        LATE_ROW,
        /** An operator moved the position on. */
        RESET,
        /** Recorded without its cause, or by a newer version with one that this version does not know. */
        UNKNOWN;

        /** The cause as it stands in records, metrics and JSON: {@code restart-refused}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The cause of this label, {@link #UNKNOWN} when there is none. */
        public static Cause of(String label) {
            for (Cause cause : values()) {
                if (cause.label().equals(label)) {
                    return cause;
                }
            }
            return UNKNOWN;
        }
    }

    /**
     * That a gap is dealt with: it is kept, and counts no more.
     *
     * @param why in the words of who did it
     * @param when by this machine's clock
     */
    public record Waiver(String why, Instant when) {
        public Waiver {
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(when, "when");
        }
    }

    public Gap {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(waiver, "waiver");
    }

    /** A gap that is open. */
    public Gap(String id, long fromRve, long toRve, Cause cause, String detail, Instant since) {
        this(id, fromRve, toRve, cause, detail, since, Optional.empty());
    }

    /** Whether nobody has waived it. */
    public boolean isOpen() {
        return waiver.isEmpty();
    }

    Gap endedAt(long rve) {
        return new Gap(id, fromRve, rve, cause, detail, since, waiver);
    }

    Gap waived(Waiver how) {
        return new Gap(id, fromRve, toRve, cause, detail, since, Optional.of(how));
    }

    boolean isLike(long otherFrom, long otherTo, Cause otherCause, String otherDetail) {
        return fromRve == otherFrom && toRve == otherTo && cause == otherCause && detail.equals(otherDetail);
    }

    /** The number in an id, 0 when it has none. */
    static int number(String id) {
        return id.matches("g-[0-9]{1,9}") ? Integer.parseInt(id.substring(2)) : 0;
    }

    /** One open gap that covers this one and a later one. */
    Gap joinedWith(Gap later) {
        long from = fromRve == 0 || later.fromRve == 0 ? 0 : Math.min(fromRve, later.fromRve);
        long to = toRve == 0 || later.toRve == 0 ? 0 : Math.max(toRve, later.toRve);
        String both = detail.equals(later.detail) ? detail : detail + "; " + later.detail;
        String cut = both.length() > MAX_DETAIL ? both.substring(0, MAX_DETAIL) : both;
        return new Gap(later.id, from, to, later.cause, cut, since);
    }
}
