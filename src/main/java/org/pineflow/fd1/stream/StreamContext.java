package org.pineflow.fd1.stream;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What a stream works with.
 *
 * @param settings of the stream
 * @param status what can be seen of it
 * @param fingerprint what it reads, as text: see {@link org.pineflow.position.Position}
 * @param router takes its batches
 * @param unreadable keeps what could not be read
 * @param threads what it runs on
 * @param clock for times that people read, never for order
 * @param nanoTime for durations
 */
public record StreamContext(
        StreamSettings settings,
        StreamStatus status,
        String fingerprint,
        BatchRouter router,
        UnreadableKeeper unreadable,
        StreamThreads threads,
        Clock clock,
        LongSupplier nanoTime) {}
