package org.pineflow.flowcore;

import java.time.Duration;
import java.util.function.Function;
import org.pineflow.event.RetryLater;
import org.pineflow.flowcore.client.Trouble;

/**
 * The sink cannot be reached or is in trouble (no answer, 408, 409, 425, 429, 5xx). Whether it took the last request is
 * unknown; the next try repeats it byte for byte.
 */
public final class FlowcoreUnavailableException extends FlowcoreException implements RetryLater {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final transient Function<Runnable, Watch> recovery;

    /** @param recovery runs a task once another try is worth while */
    FlowcoreUnavailableException(
            String target, Trouble trouble, Duration retryAfter, Function<Runnable, Watch> recovery) {
        super(
                target,
                trouble.status(),
                target + " is not available: " + trouble.reason() + "; try again in " + retryAfter.toMillis() + " ms");
        this.retryAfter = retryAfter;
        this.recovery = recovery;
    }

    @Override
    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public Watch onRecovery(Runnable task) {
        return recovery.apply(task);
    }
}
