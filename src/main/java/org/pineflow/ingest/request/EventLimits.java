package org.pineflow.ingest.request;

/**
 * How large events may be.
 *
 * @param maxEventBytes the longest event, in bytes of JSON
 * @param maxBatchEvents the most events in one batch
 * @param maxDepth how deep objects and arrays of an event may stand in each other; the event itself is the first
 */
public record EventLimits(int maxEventBytes, int maxBatchEvents, int maxDepth) {}
