package org.pineflow.fd1.stream;

import java.time.Duration;

/** How a firehose that did not work is opened again: after which pause, and how. Confined to the event loop. */
final class Reopening {

    /** So many refusals in a row, and a restart is given up: a server that is starting or busy refuses too. */
    static final int MAX_REFUSALS = 5;

    /** Once may be by chance. */
    private static final int SUSPICIOUS_CLOSINGS = 2;

    private final Backoff pauses;
    private int failures;
    private int refusals;
    private int closings;
    private boolean distrusted;

    Reopening(Backoff pauses) {
        this.pauses = pauses;
    }

    /** The pause before the next try: longer each time, until one works. */
    Duration pause() {
        return pauses.pause(failures++);
    }

    /** The firehose works, with all that it needs beside: the next pause is a short one. */
    void works() {
        failures = 0;
    }

    /** Counts a refused restart; true when another try is of no use, and then counting begins anew. */
    boolean givesUpRestart() {
        refusals = (refusals + 1) % MAX_REFUSALS;
        return refusals == 0;
    }

    /** The server has taken a restart up. */
    void restarted() {
        refusals = 0;
        closings = 0;
    }

    /** The server has closed the connection in answer to a restart, as it seems. */
    void closedAtRestart() {
        closings++;
    }

    /** Whether the server may close connections because of the restart: others should not suffer for it. */
    boolean mayCloseConnections() {
        return closings >= SUSPICIOUS_CLOSINGS;
    }

    /** Whether the server has closed so often that another restart is of no use; counting begins anew then. */
    boolean givesUpClosedRestart() {
        boolean givesUp = closings >= MAX_REFUSALS;
        closings = givesUp ? 0 : closings;
        return givesUp;
    }

    /** Whether sequenced restarts have come in order so far. */
    boolean trustsOrder() {
        return !distrusted;
    }

    /** A sequenced restart came out of order: no later one is relied on. */
    void distrustOrder() {
        distrusted = true;
    }
}
