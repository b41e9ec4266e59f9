/**
 * What becomes of events that a sink refuses for good: the built-in delivery rules keep them as dead letters, in routes
 * that do not say, and a redrive sends them again.
 */
package org.pineflow.delivery;
