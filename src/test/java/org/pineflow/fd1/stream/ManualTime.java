package org.pineflow.fd1.stream;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time, timers and threads in the hands of a test: everything runs on the test's thread, when the test says so. */
public final class ManualTime extends AbstractExecutorService implements ScheduledExecutorService {

    private static final Instant START = Instant.parse("2024-08-23T12:00:00Z");

    private final List<Map.Entry<Long, Runnable>> tasks = new ArrayList<>();
    private long now;
    private boolean refusing;

    /** From now on nothing is taken any more, as by an executor that is shut down. */
    public void refuse() {
        refusing = true;
    }

    private void accept(long at, Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("shut down");
        }
        tasks.add(new Entry(at, task));
    }

    /** As {@link System#nanoTime}. */
    public long nanos() {
        return now;
    }

    Clock clock() {
        return new Moving();
    }

    /** Runs what is due, and what that brings about. */
    void run() {
        while (runOne(0)) {}
    }

    /** Runs one task that is due, the {@code nth} in order of time, counted round; false when none is. */
    boolean runOne(int nth) {
        List<Map.Entry<Long, Runnable>> due =
                tasks.stream().filter(task -> task.getKey() <= now).toList();
        if (due.isEmpty()) {
            return false;
        }
        Map.Entry<Long, Runnable> next = due.get(nth % due.size());
        tasks.remove(next);
        next.getValue().run();
        return true;
    }

    /** Lets time pass, and runs what becomes due on the way. */
    public void pass(long millis) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        run();
        while (true) {
            long next = tasks.stream().mapToLong(Map.Entry::getKey).min().orElse(Long.MAX_VALUE);
            if (next > end) {
                break;
            }
            now = Math.max(now, next);
            run();
        }
        now = end;
    }

    @Override
    public void execute(Runnable task) {
        accept(now, task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer(task);
        accept(now + unit.toNanos(delay), timer);
        return timer;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        tasks.clear();
        return Collections.emptyList();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    /** Equal to itself only, as removal from the list needs. */
    private static final class Entry extends AbstractMap.SimpleImmutableEntry<Long, Runnable> {

        private static final long serialVersionUID = 1L;

        Entry(Long at, Runnable task) {
            super(at, task);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private static final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {

        Timer(Runnable task) {
            super(task, null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private final class Moving extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return START.plusNanos(now);
        }
    }
}
