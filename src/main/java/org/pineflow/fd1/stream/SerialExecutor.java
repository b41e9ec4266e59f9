package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks one after the other, in order, on threads of a pool. A task that throws does not stop those behind it. */
final class SerialExecutor implements Executor {

    private final Executor pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        startDraining();
    }

    /** A pool that is shut down takes nothing more, but receipts still come: they are noted on the caller's thread. */
    private void startDraining() {
        try {
            pool.execute(this::drain);
        } catch (RejectedExecutionException shutDown) {
            drain();
        }
    }

    private void drain() {
        boolean complete = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
            complete = true;
        } finally {
            if (!complete) {
                startDraining();
            }
        }
    }

    private Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        }
    }
}
