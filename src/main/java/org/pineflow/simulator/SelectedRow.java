package org.pineflow.simulator;

/**
 * A row of a read.
 *
 * @param version the version of the record it shows
 * @param json what is sent of it
 */
record SelectedRow(Version version, byte[] json) {}
