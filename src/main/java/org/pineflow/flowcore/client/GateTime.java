package org.pineflow.flowcore.client;

import java.util.concurrent.locks.Condition;

/** The time a {@link Gate} lives in. */
public interface GateTime {

    /** Nanoseconds from some fixed point, never going back. */
    long nanoTime();

    /** Waits on {@code changed} for at most {@code nanos}; may return early. */
    void await(Condition changed, long nanos) throws InterruptedException;

    /** The time of this machine. */
    static GateTime system() {
        return new GateTime() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void await(Condition changed, long nanos) throws InterruptedException {
                long ignored = changed.awaitNanos(nanos);
            }
        };
    }
}
