/** The bodies of paused requests: read as far as is allowed, or given up. Knows Vert.x, no Camel, and no events. */
package org.pineflow.ingest.body;
