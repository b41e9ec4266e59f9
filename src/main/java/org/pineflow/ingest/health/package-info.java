/** What the ingestion service tells of itself: counts, metrics and health checks. */
package org.pineflow.ingest.health;
