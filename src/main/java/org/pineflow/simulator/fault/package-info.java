/**
 * Transient misbehaviour of an FD1 server: when it strikes, whom and how often ({@code FaultRule}), and what it does (one
 * class each). It knows nothing of the server but a {@link org.pineflow.simulator.fault.Line} to a client, the packets on
 * it, and the {@link org.pineflow.simulator.fault.Tables}.
 */
package org.pineflow.simulator.fault;
