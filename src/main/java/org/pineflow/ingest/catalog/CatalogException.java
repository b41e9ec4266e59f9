package org.pineflow.ingest.catalog;

/** The catalog cannot be used. The message says what is wrong, where, and what to do. */
public class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
