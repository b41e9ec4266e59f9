package org.pineflow.fd1.client;

/** Takes what comes back for one request. Called on the connection's event loop, which must not be blocked. */
public interface PacketHandler {

    /** A packet that bears the request's {@code rq}. */
    void packet(Packet packet);

    /**
     * Input that could not be read: it bears this request's {@code rq} as far as can be seen, or that cannot be seen
     * and it was given to every open request of the connection.
     */
    void unreadable(Unreadable input);

    /** The connection is gone, and with it the request; nothing follows. Not called after a {@link Fd1Connection#forget}. */
    void disconnected(Fd1Exception cause);
}
