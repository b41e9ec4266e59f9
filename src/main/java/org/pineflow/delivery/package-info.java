/** The built-in delivery rules: what becomes of events that a sink refuses for good, in routes that do not say. */
package org.pineflow.delivery;
