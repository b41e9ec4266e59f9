package org.pineflow.deadletter;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of sending a dead letter again. A redrive that the sink took leaves no letter, so these were all refused.
 *
 * @param count how often it was sent again and refused
 * @param last when that was last, by this machine's clock; empty when never
 * @param status the last answer's HTTP status, 0 when never
 * @param answer the beginning of the last answer's body, as text; empty when never
 */
public record Redrives(int count, Optional<Instant> last, int status, String answer) {

    /** Never sent again. */
    public static final Redrives NONE = new Redrives(0, Optional.empty(), 0, "");

    public Redrives {
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(answer, "answer");
    }

    /** These and one more. */
    public Redrives refused(Instant when, int newStatus, String newAnswer) {
        return new Redrives(count + 1, Optional.of(when), newStatus, newAnswer);
    }
}
