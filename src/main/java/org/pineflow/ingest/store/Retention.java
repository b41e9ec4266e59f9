package org.pineflow.ingest.store;

import java.time.Duration;

/**
 * How long events are kept, and where.
 *
 * @param hot how long after their arrival they stay in the hot store
 * @param archived whether they go to the cold store, which keeps them for good; otherwise they are gone after {@code hot}
 */
public record Retention(Duration hot, boolean archived) {}
