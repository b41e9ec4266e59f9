package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;

/**
 * Holds the server back while the sink does not keep up. Alone on its socket the firehose is held by TCP: the socket is
 * not read. A shared socket is read on, and the firehose on it is cancelled. Confined to the event loop.
 */
final class HoldBack {

    private static final Duration SHARING_CHECK = Duration.ofSeconds(1);

    private final Firehose firehose;
    private final Openings openings;
    private final FirehoseContext context;
    private final Fd1Connection on;
    private boolean byTcp;

    HoldBack(Firehose firehose, Openings openings, FirehoseContext context, Fd1Connection on) {
        this.firehose = firehose;
        this.openings = openings;
        this.context = context;
        this.on = on;
    }

    void start() {
        if (firehose.sharesSocket()) {
            openings.close();
            return;
        }
        byTcp = true;
        on.setReading(false);
        later(this::checkSharing, SHARING_CHECK);
        later(this::closeSocket, context.settings().closeAfter());
    }

    /**
     * There is room again.
     *
     * @return whether the firehose goes on by itself; else it has to be opened again
     */
    boolean resume() {
        if (byTcp) {
            on.setReading(true);
        }
        return byTcp;
    }

    private void later(Runnable task, Duration after) {
        context.loop()
                .schedule(
                        () -> {
                            if (firehose.isCurrent(this, on)) {
                                task.run();
                            }
                        },
                        after.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Another stream may have come to the socket, and must not wait for this one. */
    private void checkSharing() {
        if (byTcp && firehose.sharesSocket()) {
            byTcp = false;
            on.setReading(true);
            openings.close();
        } else if (byTcp) {
            later(this::checkSharing, SHARING_CHECK);
        }
    }

    /** History that would have to begin anew is waited for: closed again and again it might never end. */
    private void closeSocket() {
        if (byTcp && openings.wouldBeginAnew()) {
            later(this::closeSocket, context.settings().closeAfter());
        } else if (byTcp) {
            byTcp = false;
            on.close(new Fd1Exception("the firehose was held back for longer than closeAfter ("
                    + context.settings().closeAfter().toSeconds() + " s); it is opened again at its position"));
        }
    }
}
