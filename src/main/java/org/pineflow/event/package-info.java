/** The currency of the house: events as the JSON bytes they arrived in. Knows nothing but JSON bytes. */
package org.pineflow.event;
