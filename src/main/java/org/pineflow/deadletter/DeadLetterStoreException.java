package org.pineflow.deadletter;

/** A dead letter cannot be kept or read. The message says where and what to do. */
public class DeadLetterStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeadLetterStoreException(String message) {
        super(message);
    }

    public DeadLetterStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
