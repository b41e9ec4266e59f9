package org.pineflow.position;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler without a clock: its repeated tasks run when the test says so, and in the test's thread. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {

    private final List<Task> tasks = new CopyOnWriteArrayList<>();

    ManualScheduler() {
        super(0);
    }

    /** Runs every task once. */
    void runAll() {
        tasks.forEach(Task::runOnce);
    }

    /** How many tasks are there that are not cancelled. */
    int tasks() {
        return tasks.size();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        Task added = new Task(task);
        tasks.add(added);
        return added;
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {

        Task(Runnable task) {
            super(task, null);
        }

        void runOnce() {
            if (!runAndReset() && !isCancelled()) {
                throw new AssertionError("the task threw, and would not be run again");
            }
        }

        @Override
        protected void done() {
            tasks.remove(this);
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
}
