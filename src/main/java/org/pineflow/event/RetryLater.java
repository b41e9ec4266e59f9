package org.pineflow.event;

import java.time.Duration;

/**
 * Implemented by exceptions that know when another try is worth while, so that whoever holds the events can wait that
 * long without knowing the sink.
 */
public interface RetryLater {

    /** The least time to wait before the next try; zero = whenever the holder likes. */
    Duration retryAfter();
}
