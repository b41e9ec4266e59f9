package org.pineflow.fd1.client;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices a dead peer. FD1 has no keep-alive of its own, so half way through the longest silence a ping is sent, and a
 * connection that stays silent to the end is dead. Only time in which the socket is read counts, because an answer
 * cannot be seen otherwise; pings go out all the same. Owned by the connection's event loop.
 */
final class Watchdog {

    private static final long NOT_PINGED = -1;

    private final EventExecutor executor;
    private final ReadingClock clock;
    private final long idleNanos;
    private final Runnable ping;
    private final Runnable dead;

    private long lastFrame;
    private long pingedAt = NOT_PINGED;
    private boolean stopped;
    private ScheduledFuture<?> next;

    /**
     * @param idle the longest silence
     * @param ping sends a ping
     * @param dead is called at most once
     */
    Watchdog(EventExecutor executor, ReadingClock clock, Duration idle, Runnable ping, Runnable dead) {
        this.executor = executor;
        this.clock = clock;
        this.idleNanos = idle.toNanos();
        this.ping = ping;
        this.dead = dead;
    }

    /**
     * Begins to watch; also called when reading stops or goes on. What was pinged before then has no bearing: the peer
     * gets the whole second half of its time to answer a new ping.
     */
    void watch() {
        pingedAt = NOT_PINGED;
        if (!stopped) {
            schedule();
        }
    }

    /** Something came in. */
    void heard() {
        lastFrame = clock.nanos();
        pingedAt = NOT_PINGED;
    }

    /** The reading time at which something came in last. */
    long lastFrameNanos() {
        return lastFrame;
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private void schedule() {
        if (next != null) {
            next.cancel(false);
        }
        next = executor.schedule(this::look, Math.max(left(), 1), TimeUnit.NANOSECONDS);
    }

    private long left() {
        if (!clock.reading()) {
            return idleNanos / 2;
        }
        return pingedAt == NOT_PINGED
                ? lastFrame + idleNanos / 2 - clock.nanos()
                : pingedAt + idleNanos - idleNanos / 2 - clock.nanos();
    }

    private void look() {
        if (stopped) {
            return;
        }
        if (!clock.reading()) {
            ping.run();
        } else if (left() <= 0) {
            if (pingedAt != NOT_PINGED) {
                stop();
                dead.run();
                return;
            }
            pingedAt = clock.nanos();
            ping.run();
        }
        schedule();
    }
}
