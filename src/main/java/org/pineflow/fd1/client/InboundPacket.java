package org.pineflow.fd1.client;

import java.util.Optional;

/**
 * A packet with those parts of its envelope that only the connection needs.
 *
 * @param packet what the handler gets
 * @param address the text of {@code a}, empty when absent: only packets that the server sends unasked have it
 * @param protocol the text of {@code pt}, empty for FD1
 * @param warning what an error member of severity "Warning" says: the request was carried out all the same
 */
record InboundPacket(Packet packet, String address, String protocol, Optional<String> warning) {}
