package org.pineflow.ingest;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what the service did wrong from what its readers do: the WebSocket component reports both, and a reader that goes
 * away without a word, or breaks the protocol, is nothing to wake anybody for.
 */
final class SocketFaults implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SocketFaults.class);

    @Override
    public void handleException(Throwable exception) {
        LOG.warn("what happened on a notification socket could not be worked on", exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(exception);
    }

    /** The component calls this one for what has happened to the connection, and no other. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        LOG.debug("a notification reader has gone: {}", exception.toString());
    }
}
