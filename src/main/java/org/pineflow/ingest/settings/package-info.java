/** The settings of the ingestion service, read from the properties of a Camel context. */
package org.pineflow.ingest.settings;
