/** A simulator in the hands of another process: plain HTTP and JSON on a port of its own. */
package org.pineflow.simulator.control;
