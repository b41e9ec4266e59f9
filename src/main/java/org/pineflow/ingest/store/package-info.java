/** The hot store: events are written here in one transaction a request, and read back in order. Knows no Camel. */
package org.pineflow.ingest.store;
