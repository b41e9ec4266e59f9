/** What a client may do with connections, whatever it sends over them. Knows Vert.x and Netty, no Camel, and no events. */
package org.pineflow.ingest.connection;
