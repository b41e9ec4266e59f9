package org.pineflow.ingest.cold;

/** The cold store cannot be used now, or an object in it is not what it has to be. The message says which and why. */
public class ColdStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ColdStoreException(String message) {
        super(message);
    }

    public ColdStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
