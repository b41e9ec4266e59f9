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

    private final EventExecutor executor;
    private final ReadingClock clock;
    private final long idleNanos;
    private final Runnable ping;
    private final Runnable dead;

    private long lastFrame;
    private boolean pinged;
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

    /** Begins to watch; also called when reading stops or goes on, which changes the time that is left. */
    void watch() {
        if (!stopped) {
            schedule();
        }
    }

    /** Something came in. */
    void heard() {
        lastFrame = clock.nanos();
        pinged = false;
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
        long silent = clock.nanos() - lastFrame;
        long half = idleNanos / 2;
        long left = !clock.reading() ? half : (pinged ? idleNanos : half) - silent;
        next = executor.schedule(this::look, Math.max(left, 1), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (stopped) {
            return;
        }
        long silent = clock.nanos() - lastFrame;
        if (clock.reading() && pinged && silent >= idleNanos) {
            stop();
            dead.run();
            return;
        }
        if (!clock.reading() || !pinged && silent >= idleNanos / 2) {
            pinged = true;
            ping.run();
        }
        schedule();
    }
}
