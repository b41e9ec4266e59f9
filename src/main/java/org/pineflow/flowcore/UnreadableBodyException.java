package org.pineflow.flowcore;

/** A body that holds no events; kept inside the room, where it becomes a refusal of the whole body. */
final class UnreadableBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient byte[] body;

    UnreadableBodyException(byte[] body, String reason) {
        super(reason);
        this.body = body;
    }

    /** All bytes of the body. */
    byte[] body() {
        return body;
    }
}
