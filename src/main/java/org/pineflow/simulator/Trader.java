package org.pineflow.simulator;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the chain trading at a pace. Safe for threads: start and stop may come from anywhere, ticks come from the
 * scheduler; all hold this object's lock, so that nothing is committed after {@link #stop()} has returned.
 */
final class Trader {

    private static final long TICK_MILLIS = 10;
    private static final int CHANGES_PER_READING = 10;

    private final RetailChain chain;
    private final double changesPerSecond;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private ScheduledFuture<?> ticks;
    private long lastTick;
    private double due;
    private int untilReading;

    Trader(RetailChain chain, double changesPerSecond, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.chain = chain;
        this.changesPerSecond = changesPerSecond;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    synchronized void start() {
        if (ticks == null) {
            lastTick = nanoTime.getAsLong();
            due = 0;
            ticks = scheduler.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stop() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    /** Commits what is due since the last tick; a second's worth at most, so that a pause of the machine is no flood. */
    synchronized void tick() {
        if (ticks == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        due += (now - lastTick) / 1e9 * changesPerSecond;
        due = Math.min(due, Math.max(1, changesPerSecond));
        lastTick = now;
        while (due >= 1) {
            due -= chain.changeRandom().size();
            if (untilReading-- == 0) {
                untilReading = CHANGES_PER_READING;
                chain.readDevice();
            }
        }
    }
}
