package org.pineflow.fd1.check;

import java.util.Optional;

/**
 * What came back for one request.
 *
 * @param value what was looked for; present when {@code how} is {@link How#ANSWERED}
 * @param reason why nothing was found, for people; else empty
 */
record Heard<T>(How how, Optional<T> value, String reason) {

    /** How a request fared. */
    enum How {
        ANSWERED,
        /** The server said no. */
        REFUSED,
        /** Nothing of use came in time. */
        SILENT,
        /** What came is no FD1 packet. */
        UNREADABLE,
        /** The connection was lost. */
        LOST
    }

    static <T> Heard<T> answered(T value) {
        return new Heard<>(How.ANSWERED, Optional.of(value), "");
    }

    static <T> Heard<T> nothing(How how, String reason) {
        return new Heard<>(how, Optional.empty(), reason);
    }

    boolean isAnswered() {
        return how == How.ANSWERED;
    }
}
