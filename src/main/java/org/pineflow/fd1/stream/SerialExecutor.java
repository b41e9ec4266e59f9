package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs tasks one after the other, in order, on threads of a pool, or on one that offers itself. A task that throws does
 * not stop those behind it.
 */
final class SerialExecutor implements Executor {

    private final Executor pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        if (begins(task)) {
            startDraining();
        }
    }

    /**
     * Runs the task, and what else has come, on the calling thread, unless another thread is running tasks: then that one
     * goes on with it. For threads of the pool that have nothing else to do.
     */
    void executeHere(Runnable task) {
        if (begins(task)) {
            drain();
        }
    }

    private boolean begins(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            boolean first = !running;
            running = true;
            return first;
        }
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
