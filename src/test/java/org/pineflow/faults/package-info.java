/**
 * Faults on purpose, and an oracle that knows what is owed: a real {@code pineflow run} between a simulator and a recording
 * sink, with a wire in between that can be cut, slowed and silenced.
 */
package org.pineflow.faults;
