package org.pineflow.position;

/** A position store cannot be reached, read or written. The message says which and what to do. */
public class PositionStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PositionStoreException(String message) {
        super(message);
    }

    public PositionStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
