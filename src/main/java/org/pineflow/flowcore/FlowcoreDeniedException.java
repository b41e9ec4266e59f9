package org.pineflow.flowcore;

import java.time.Duration;
import java.util.function.Function;
import org.pineflow.event.RetryLater;
import org.pineflow.flowcore.client.Trouble;

/**
 * The set-up is wrong: the key, the address, or what answers there (401, 403, 404, 405, 415, a redirect, a 2xx that is no
 * ingestion answer), or the endpoint refuses every event. It says nothing about the events, so none is given up; one
 * batch is tried again a while until a person has mended the set-up.
 */
public final class FlowcoreDeniedException extends FlowcoreException implements RetryLater {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final transient Function<Runnable, Watch> recovery;

    /** @param recovery runs a task once another try is worth while */
    FlowcoreDeniedException(String target, Trouble trouble, Duration retryAfter, Function<Runnable, Watch> recovery) {
        super(target, trouble.status(), target + " does not take events: " + trouble.reason());
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
