package org.pineflow.event;

import java.time.Duration;

/**
 * Implemented by exceptions that know when another try is worth while, so that whoever holds the events can wait that
 * long without knowing the sink.
 */
public interface RetryLater {

    /** A task that waits for the sink to recover. */
    interface Watch extends AutoCloseable {

        /** The task is not run any more. Closing twice does nothing. */
        @Override
        void close();
    }

    /** The least time to wait before the next try; zero = whenever the holder likes. */
    Duration retryAfter();

    /**
     * Runs {@code task}, at most once and on any thread, as soon as another try has shown that the sink works again; at
     * once when it has already. Whoever does not wait any more closes the watch. A sink that cannot tell never runs it.
     */
    default Watch onRecovery(Runnable task) {
        return () -> {};
    }
}
