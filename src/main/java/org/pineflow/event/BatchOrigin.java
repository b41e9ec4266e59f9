package org.pineflow.event;

/**
 * Where a batch comes from.
 *
 * @param stream the stable name of the stream
 * @param run names one run of one process: two runs never share it
 * @param number counts the batches of the run, from 1
 */
public record BatchOrigin(String stream, String run, long number) {}
