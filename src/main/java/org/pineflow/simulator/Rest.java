package org.pineflow.simulator;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A rest that begins when it is first asked whether it is over. Belongs to one event loop. */
final class Rest {

    private final Duration length;
    private final EventExecutor loop;
    private final Runnable wake;
    private boolean begun;
    private boolean over;

    /** Calls {@code wake} in the event loop when it is over. */
    Rest(Duration length, EventExecutor loop, Runnable wake) {
        this.length = length;
        this.loop = loop;
        this.wake = wake;
        this.over = length.isZero();
    }

    boolean isOver() {
        if (!over && !begun) {
            begun = true;
            loop.schedule(this::end, length.toNanos(), TimeUnit.NANOSECONDS);
        }
        return over;
    }

    private void end() {
        over = true;
        wake.run();
    }
}
