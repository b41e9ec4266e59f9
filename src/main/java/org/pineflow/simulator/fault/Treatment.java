package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * How a request is treated. Immutable.
 *
 * @param refusal the error it is answered with
 * @param silent whether it is not answered at all, and not carried out
 * @param restartIgnored whether a firehose starts from now although a restart was asked for
 * @param newestFirst whether history comes newest first
 * @param pause how long history rests before its last row
 */
public record Treatment(
        Optional<Refusal> refusal, boolean silent, boolean restartIgnored, boolean newestFirst, Duration pause) {

    /**
     * An error answer.
     *
     * @param code FD1's error number
     * @param text what the message says
     */
    public record Refusal(int code, String text) {}

    /** As the server treats every request when nothing is wrong. */
    public static final Treatment RIGHT = new Treatment(Optional.empty(), false, false, false, Duration.ZERO);

    Treatment refused(int code, String text) {
        return new Treatment(Optional.of(new Refusal(code, text)), silent, restartIgnored, newestFirst, pause);
    }

    Treatment unanswered() {
        return new Treatment(refusal, true, restartIgnored, newestFirst, pause);
    }

    Treatment fromNow() {
        return new Treatment(refusal, silent, true, newestFirst, pause);
    }

    Treatment reversed() {
        return new Treatment(refusal, silent, restartIgnored, true, pause);
    }

    Treatment paused(Duration by) {
        return new Treatment(refusal, silent, restartIgnored, newestFirst, by);
    }
}
