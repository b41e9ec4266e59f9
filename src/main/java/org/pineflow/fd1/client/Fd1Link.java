package org.pineflow.fd1.client;

import io.netty.channel.EventLoop;

/**
 * A link to one FD1 server: one WebSocket at a time, opened again with back-off whenever it is lost, at the next
 * address of the settings, logged in each time. Listeners share the socket.
 */
public interface Fd1Link {

    /** The thread that owns the link, its connection and all handlers. */
    EventLoop eventLoop();

    /**
     * Adds a listener; with the first one the link begins to connect. When there is a connection already, the listener
     * hears of it at once. May be called from any thread.
     */
    void add(Fd1LinkListener listener);

    /** Removes a listener; with the last one the socket is closed. May be called from any thread. */
    void remove(Fd1LinkListener listener);

    /** How many listeners there are: more than one means that the socket is shared. */
    int listeners();
}
