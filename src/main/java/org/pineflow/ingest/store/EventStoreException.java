package org.pineflow.ingest.store;

/** The store cannot be opened, written or read. The message says where and what to do. */
public class EventStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
