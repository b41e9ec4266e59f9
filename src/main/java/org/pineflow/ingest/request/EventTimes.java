package org.pineflow.ingest.request;

import java.time.Instant;
import java.util.Optional;

/**
 * The times that a request's headers give its events.
 *
 * @param eventTime of every event that has no time of its own
 * @param validTime likewise
 * @param eventTimeKey the top-level field in which events carry their event time
 * @param validTimeKey likewise for the valid time
 */
public record EventTimes(
        Optional<Instant> eventTime,
        Optional<Instant> validTime,
        Optional<String> eventTimeKey,
        Optional<String> validTimeKey) {

    /** No header gives a time. */
    public static final EventTimes NONE =
            new EventTimes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
