package org.pineflow.fd1.client;

/** A message that is no FD1 packet; the text says what is wrong with it and at which byte. */
final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedPacketException(String message) {
        super(message);
    }
}
