package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Fd1Exception;

/** A stream is stopped until an operator has seen to it. */
public class StreamStoppedException extends Fd1Exception {

    private static final long serialVersionUID = 1L;

    public StreamStoppedException(String message) {
        super(message);
    }
}
