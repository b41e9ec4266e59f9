/**
 * The FD1 protocol without Camel: the WebSocket, login and correlation of packets, the packets themselves, and rve.
 * Knows neither Camel nor what the rows are for.
 */
package org.pineflow.fd1.client;
