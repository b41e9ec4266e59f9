package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;

/**
 * Sends a ping behind the open request, where there is no endpoint for a {@link Probe}: its answer shows no more than that
 * the request has arrived. When nothing to the contrary came for a while, the firehose is taken for open. Confined to the
 * event loop.
 */
final class Echo {

    private static final long LEAST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final Duration settle;

    /** @param settle how long nothing to the contrary has to come */
    Echo(FirehoseOpening opening, Fd1Connection on, Duration settle) {
        this.opening = opening;
        this.on = on;
        this.settle = settle;
    }

    /** Pings; the opening is told that it is open when {@code settle} has passed and the server has answered. */
    void start() {
        long before = on.lastFrameNanos();
        on.ping();
        opening.later(() -> check(before), settle.toNanos());
    }

    private void check(long before) {
        if (on.lastFrameNanos() > before) {
            opening.proved();
        } else {
            opening.later(() -> check(before), LEAST_CHECK_NANOS);
        }
    }
}
