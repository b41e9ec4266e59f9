/** Reading: hot and cold store as one, by bucket and position. Knows no Camel and no HTTP. */
package org.pineflow.ingest.read;
