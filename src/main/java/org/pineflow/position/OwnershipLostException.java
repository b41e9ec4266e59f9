package org.pineflow.position;

/** Another owner has taken the stream. What this one still does must not move the position. */
public class OwnershipLostException extends PositionStoreException {

    private static final long serialVersionUID = 1L;

    public OwnershipLostException(String message) {
        super(message);
    }

    static OwnershipLostException of(String stream) {
        return new OwnershipLostException("Stream \"" + stream + "\" is no longer owned here: it was closed, or another"
                + " owner has taken it. Its position was not written; see that one deployment alone runs this stream");
    }
}
