package org.pineflow.position;

/** There is a stored position, but it is damaged or from a newer version. The message names it and the cure. */
public class PositionUnreadableException extends PositionStoreException {

    private static final long serialVersionUID = 1L;

    public PositionUnreadableException(String message) {
        super(message);
    }

    public PositionUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
