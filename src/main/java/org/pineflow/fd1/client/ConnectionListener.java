package org.pineflow.fd1.client;

import java.net.URI;

/** What a connection tells the link that made it. Called on the event loop. */
interface ConnectionListener {

    /** How a connection ended, which decides on the pause before the next. */
    enum Ending {
        /** It had been of use. */
        LIVED,
        /** It was of no use. */
        FAILED,
        /** The server refused our login. */
        REFUSED
    }

    /** It is open and logged in. Called at most once. */
    void ready(NettyFd1Connection connection);

    /** It is gone; its requests have been told. Called exactly once, last. */
    void ended(NettyFd1Connection connection, Fd1Exception cause, Ending ending);

    /** The server offers another address. */
    void offered(URI url);
}
