package org.pineflow.fd1.stream;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets a socket rest for a moment while more waits for delivery than is needed to keep the sink busy: what is read sooner
 * only grows old in memory, which the collector then has to carry. It holds nobody back for long; that is done when as
 * much waits as may. Confined to the event loop.
 */
final class Brake {

    /** So long at most: whoever delivers nothing has room for more, until as much waits as may. */
    static final long LONGEST_MILLIS = 20;

    private final ScheduledExecutorService loop;
    private final Consumer<Boolean> reading;
    private boolean pulled;

    /** @param reading reads the socket, or leaves it alone */
    Brake(ScheduledExecutorService loop, Consumer<Boolean> reading) {
        this.loop = loop;
        this.reading = reading;
    }

    /** More than enough waits. */
    void pull() {
        if (!pulled) {
            pulled = true;
            reading.accept(false);
            loop.schedule(this::release, LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Little waits now. */
    void release() {
        if (pulled) {
            pulled = false;
            reading.accept(true);
        }
    }
}
