/**
 * The cold store: events that left the hot one, in objects of gzip and JSON lines that anybody can read without this
 * program. Knows no Camel.
 */
package org.pineflow.ingest.cold;
