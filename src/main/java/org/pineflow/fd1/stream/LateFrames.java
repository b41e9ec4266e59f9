package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;

/**
 * Sees to it that a cancelled firehose ends. FD1 does not say that a cancel closes a firehose; closing the socket does.
 * Confined to the event loop.
 */
final class LateFrames {

    /** How long a server may take until all that it had sent before is here. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final Duration CHECK = Duration.ofSeconds(1);

    private LateFrames() {}

    /** Closes the connection when frames for {@code rq}, cancelled just now, still come after ten seconds. */
    static void watch(Fd1Connection connection, String rq, ScheduledExecutorService loop) {
        Runnable first = () -> {
            long before = connection.lateFrames(rq);
            Runnable second = () -> {
                if (connection.lateFrames(rq) > before) {
                    connection.close(new Fd1Exception("the server goes on sending a cancelled firehose"));
                }
            };
            loop.schedule(second, CHECK.toMillis(), TimeUnit.MILLISECONDS);
        };
        loop.schedule(first, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
