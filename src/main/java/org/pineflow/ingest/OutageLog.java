package org.pineflow.ingest;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs that something does not work when that begins, and while it lasts once a minute: a line for every request would fill
 * the disk. Safe for use by several threads.
 */
final class OutageLog {

    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final LongSupplier nanoClock;

    /** When the next line may come, and how many failures had none since the last; guarded by this object. */
    private long next;

    private long unsaid;

    /** @param nanoClock nanoseconds that never go back */
    OutageLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
        this.next = nanoClock.getAsLong();
    }

    /** A request has failed. */
    synchronized void failed(String why) {
        long now = nanoClock.getAsLong();
        if (now - next < 0) {
            unsaid++;
            return;
        }
        log.error("{}{}", why, unsaid == 0 ? "" : " (and " + unsaid + " times since this was said last)");
        next = now + PAUSE_NANOS;
        unsaid = 0;
    }
}
