/** How much each key may write a second. Knows nothing of requests. */
package org.pineflow.ingest.rate;
