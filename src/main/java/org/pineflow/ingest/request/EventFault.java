package org.pineflow.ingest.request;

/**
 * What is wrong with one event of a batch.
 *
 * @param index which one it is, from 0
 * @param message for the sender
 */
public record EventFault(int index, String message) {}
