/** The reading API as Flowcore's clients call it: paths, parameters and JSON. Knows no Camel, and sends nothing itself. */
package org.pineflow.ingest.api;
