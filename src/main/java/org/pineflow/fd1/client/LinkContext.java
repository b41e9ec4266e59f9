package org.pineflow.fd1.client;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What the connections of a link have in common.
 *
 * @param observer watches the connections
 * @param clock the time of day and zone that a login tells
 * @param nanoTime as {@link System#nanoTime}
 */
record LinkContext(
        Fd1Settings settings,
        Scrubber scrubber,
        StrayPackets strays,
        ConnectionObserver observer,
        Clock clock,
        LongSupplier nanoTime) {

    static LinkContext of(Fd1Settings settings, ConnectionObserver observer, Clock clock, LongSupplier nanoTime) {
        Scrubber scrubber = new Scrubber(settings);
        return new LinkContext(settings, scrubber, new StrayPackets(scrubber), observer, clock, nanoTime);
    }
}
