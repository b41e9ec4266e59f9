/** Taking one webhook request apart: its key, headers, compression and events. Knows no Camel and stores nothing. */
package org.pineflow.ingest.request;
