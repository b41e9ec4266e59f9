package org.pineflow.position;

/** Another owner has taken the stream. What this one still does must not move the position. */
public class OwnershipLostException extends PositionStoreException {

    private static final long serialVersionUID = 1L;

    public OwnershipLostException(String message) {
        super(message);
    }
}
