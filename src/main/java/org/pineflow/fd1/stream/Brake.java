package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Leaves a socket unread for the sake of a sink that is behind. While more waits for delivery than is needed to keep the
 * sink busy, the socket rests for moments: what is read sooner only grows old in memory, which the collector then has to
 * carry. That holds nobody back for long; {@link #stop} does. Confined to the event loop.
 */
final class Brake {

    /** So long is one rest at most: whoever delivers nothing has room for more, until as much waits as may. */
    static final long LONGEST_MILLIS = 20;

    private final Buffer buffer;
    private final ScheduledExecutorService loop;
    private final Consumer<Boolean> reading;
    private Optional<ScheduledFuture<?>> rest = Optional.empty();
    private boolean stopped;

    /**
     * @param buffer where what is read waits
     * @param reading reads the socket, or leaves it alone
     */
    Brake(Buffer buffer, ScheduledExecutorService loop, Consumer<Boolean> reading) {
        this.buffer = buffer;
        this.loop = loop;
        this.reading = reading;
    }

    /** More was read: when that is more than enough, the socket rests until little waits, and no longer than a moment. */
    void pullWhenAhead() {
        if (!stopped && rest.isEmpty() && buffer.isMoreThanEnough()) {
            reading.accept(false);
            rest = Optional.of(loop.schedule(this::release, LONGEST_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** As much waits as may: the socket is not read until {@link #release}. */
    void stop() {
        if (rest.isPresent()) {
            endRest();
        } else if (!stopped) {
            reading.accept(false);
        }
        stopped = true;
    }

    /** Whether it was stopped, and not released since. A rest is no stop. */
    boolean isStopped() {
        return stopped;
    }

    /** There is room again, or little waits: the socket is read. */
    void release() {
        if (stopped || rest.isPresent()) {
            endRest();
            stopped = false;
            reading.accept(true);
        }
    }

    private void endRest() {
        rest.ifPresent(timer -> timer.cancel(false));
        rest = Optional.empty();
    }
}
