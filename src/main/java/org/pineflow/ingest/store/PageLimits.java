package org.pineflow.ingest.store;

/**
 * How much is read at once.
 *
 * @param events the most events
 * @param bytes no further event is read once their payloads are this long; the first one is read in any case
 */
public record PageLimits(int events, long bytes) {}
