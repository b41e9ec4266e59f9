package org.pineflow.faults;

import java.util.List;
import java.util.Optional;

/**
 * How a sink behaves.
 *
 * @param status the HTTP status, where it answers with one
 * @param headers further lines of the answer's head
 */
record Conduct(Kind kind, int status, List<String> headers) {

    enum Kind {
        /** It does its work. */
        SOUND,
        /** It closes the connection. */
        CUT,
        /** It resets the connection. */
        RESET,
        /** It waits until it behaves otherwise, and goes on then. */
        SILENT,
        /** It does its work, and its answer comes a few bytes at a time. */
        SLOW,
        /** It answers with a status that is no success. */
        STATUS
    }

    static final Conduct SOUND = of(Kind.SOUND);

    static Conduct of(Kind kind) {
        return new Conduct(kind, 0, List.of());
    }

    static Conduct status(int status, Optional<String> retryAfter) {
        return new Conduct(
                Kind.STATUS,
                status,
                retryAfter.map(value -> List.of("Retry-After: " + value)).orElse(List.of()));
    }
}
