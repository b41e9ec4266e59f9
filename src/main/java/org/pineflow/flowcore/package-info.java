/** The Camel component {@code flowcore:}, which delivers events to Flowcore-style webhook ingestion. */
package org.pineflow.flowcore;
