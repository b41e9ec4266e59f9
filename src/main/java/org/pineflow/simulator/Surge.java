package org.pineflow.simulator;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Changes records of one table at a pace until there were enough. Safe for threads: all hold this object's lock, so that
 * nothing is committed after {@link #stop()} has returned.
 */
final class Surge {

    private static final long TICK_MILLIS = 5;

    private final RetailChain chain;
    private final String table;
    private final int changes;
    private final int changesPerSecond;
    private final LongSupplier nanoTime;
    private ScheduledFuture<?> ticks;
    private long begun;
    private int done;

    Surge(RetailChain chain, String table, int changes, int changesPerSecond, LongSupplier nanoTime) {
        this.chain = chain;
        this.table = table;
        this.changes = changes;
        this.changesPerSecond = changesPerSecond;
        this.nanoTime = nanoTime;
    }

    synchronized void start(ScheduledExecutorService scheduler) {
        begun = nanoTime.getAsLong();
        ticks = scheduler.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    synchronized void stop() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    private synchronized void tick() {
        if (ticks == null) {
            return;
        }
        double due = Math.min(changes, (nanoTime.getAsLong() - begun) / 1e9 * changesPerSecond);
        while (done < due && chain.size(table) > 0) {
            chain.change(table);
            done++;
        }
        if (done >= changes) {
            stop();
        }
    }
}
