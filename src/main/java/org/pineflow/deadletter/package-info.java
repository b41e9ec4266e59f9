/**
 * Dead letters: what a sink refused for good, and input that could not be read. Knows nothing of Camel, FD1 or
 * Flowcore.
 */
package org.pineflow.deadletter;
