/** What a check of a configuration finds, one fact each. Knows nobody. */
package org.pineflow.finding;
