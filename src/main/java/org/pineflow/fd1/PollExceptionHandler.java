package org.pineflow.fd1;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.stream.StreamStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a poll that broke in one line; only what nobody foresaw gets a stack trace. */
final class PollExceptionHandler implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Fd1PollConsumer.class);

    /** Told once; a stopped poll says the same at every turn. Written by the thread that polls. */
    private volatile Throwable stopped;

    @Override
    public void handleException(Throwable exception) {
        handleException("the poll failed", exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        if (exception == stopped) {
            LOG.debug("{}", exception.getMessage());
        } else if (exception instanceof StreamStoppedException) {
            stopped = exception;
            LOG.error("{}", exception.getMessage());
        } else if (exception instanceof Fd1Exception) {
            LOG.warn("{}", exception.getMessage());
        } else if (exception instanceof InterruptedException) {
            LOG.info("a poll was interrupted");
        } else {
            LOG.warn(message, exception);
        }
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        handleException(message, exception);
    }
}
