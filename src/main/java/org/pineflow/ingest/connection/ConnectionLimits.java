package org.pineflow.ingest.connection;

import java.time.Duration;

/**
 * How much of a server its clients may hold without having said who they are.
 *
 * @param maxConnections the most connections at one time; those beyond are closed unread
 * @param maxConnectionsPerAddress the same for connections from one IP address; 0 = no such limit
 * @param headerTimeout how long after the connect the headers of the first request may take to be complete
 * @param idleTimeout how long after an answer the headers of the next request may take, and how long a client may take
 *     to accept what was written to it
 * @param maxRequestLineBytes the longest request line: method, URL and version
 * @param maxHeaderBytes the most bytes in all headers of a request together
 */
public record ConnectionLimits(
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration headerTimeout,
        Duration idleTimeout,
        int maxRequestLineBytes,
        int maxHeaderBytes) {}
