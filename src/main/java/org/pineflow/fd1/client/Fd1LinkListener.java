package org.pineflow.fd1.client;

/** Learns of the connections of a link. Called on the link's event loop, which must not be blocked. */
public interface Fd1LinkListener {

    /** A connection is open and logged in. */
    void connected(Fd1Connection connection);

    /** The connection is gone. Every request on it has been told before. */
    void disconnected(Fd1Connection connection, Fd1Exception cause);

    /** No connection could be made; the link tries again after a pause. {@code cause} says why, and when. */
    void unreachable(Fd1Exception cause);
}
