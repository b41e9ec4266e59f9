/**
 * The ingestion service: the processors that the routes under {@code routes/ingest} call, and what sets them up. Knows
 * neither FD1 nor the Flowcore client.
 */
package org.pineflow.ingest;
