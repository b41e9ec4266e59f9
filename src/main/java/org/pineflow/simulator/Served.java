package org.pineflow.simulator;

import org.pineflow.simulator.fault.Occasion;

/**
 * One sending of a record version.
 *
 * @param version what was sent
 * @param over the event of the firehose or the endpoint of the read, without {@code fd1.}
 * @param as how: as history or live change of a firehose, in a chunk, in the last packet, or in a read without chunks
 * @param intact whether the packet was as the server means it; a fault may have spoiled it
 */
public record Served(Version version, String over, Occasion as, boolean intact) {}
