package org.pineflow.position;

import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of a stream that may not have been delivered and cannot be re-read by itself.
 *
 * @param id names the gap within its stream, for example {@code g-7}
 * @param fromRve the last rve known to be delivered before it; 0 = not known
 * @param toRve the first rve known to be after it; 0 = not known, or not over yet
 * @param cause in words, for people
 * @param since when it was noticed, by this machine's clock
 */
public record Gap(String id, long fromRve, long toRve, String cause, Instant since) {

    public Gap {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(since, "since");
    }

    Gap endedAt(long rve) {
        return new Gap(id, fromRve, rve, cause, since);
    }

    boolean isLike(long otherFrom, long otherTo, String otherCause) {
        return fromRve == otherFrom && toRve == otherTo && cause.equals(otherCause);
    }

    /** The number in an id, 0 when it has none. */
    static int number(String id) {
        return id.matches("g-[0-9]{1,9}") ? Integer.parseInt(id.substring(2)) : 0;
    }

    /** One gap that covers this one and a later one. */
    Gap joinedWith(Gap later) {
        long from = fromRve == 0 || later.fromRve == 0 ? 0 : Math.min(fromRve, later.fromRve);
        long to = toRve == 0 || later.toRve == 0 ? 0 : Math.max(toRve, later.toRve);
        String both = cause.equals(later.cause) ? cause : cause + "; " + later.cause;
        return new Gap(later.id, from, to, both.length() > 500 ? both.substring(0, 500) : both, since);
    }
}
