package org.pineflow.ingest.rate;

/**
 * How much may be written, on average.
 *
 * @param eventsPerSecond 0 = as much as comes
 * @param bytesPerSecond 0 = as much as comes
 */
public record RateLimit(long eventsPerSecond, long bytesPerSecond) {}
