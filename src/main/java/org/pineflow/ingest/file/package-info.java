/**
 * Files: taken out of a form, spooled, cut into the events of their parts, and put together again. Knows no Camel and no
 * HTTP server.
 */
package org.pineflow.ingest.file;
