package org.pineflow.fd1.client;

/** Takes what happens on one WebSocket. Called on its event loop. */
interface SessionListener extends MessageListener {

    /** The WebSocket is open. Called at most once, and before any message. */
    void opened();

    /** It is closed, or was never opened. Called exactly once; nothing follows. */
    void ended(Fd1Exception cause);
}
