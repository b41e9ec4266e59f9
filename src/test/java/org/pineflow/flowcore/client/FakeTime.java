package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** A time that only tests move: either each wait makes it pass at once, or it stands still until it is advanced. */
public final class FakeTime implements GateTime {

    private final boolean waitingPasses;
    private final AtomicLong now = new AtomicLong(1_000_000_000L);
    private final AtomicLong waited = new AtomicLong();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    private FakeTime(boolean waitingPasses) {
        this.waitingPasses = waitingPasses;
    }

    /** Whoever waits finds that the time has passed. */
    public static FakeTime passing() {
        return new FakeTime(true);
    }

    /** Whoever waits does so until the time is advanced. */
    public static FakeTime standing() {
        return new FakeTime(false);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void await(Condition changed, long nanos) throws InterruptedException {
        if (waitingPasses) {
            now.addAndGet(nanos);
            waited.addAndGet(nanos);
            return;
        }
        waiting.add(Thread.currentThread());
        changed.await(1, TimeUnit.MILLISECONDS);
    }

    public void advance(Duration by) {
        now.addAndGet(by.toNanos());
        waiting.clear();
    }

    /**
     * How many threads waited since the last advance; one of them, that holds the lock while time is advanced, may have
     * looked at it before.
     */
    public int waiting() {
        return waiting.size();
    }

    /** How long was waited, where waiting passes. */
    public Duration waited() {
        return Duration.ofNanos(waited.get());
    }
}
