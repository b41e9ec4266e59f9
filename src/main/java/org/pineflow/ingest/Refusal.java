package org.pineflow.ingest;

import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;
import org.pineflow.ingest.store.EventStoreException;
import org.pineflow.ingest.store.IdempotencyConflictException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to a request that failed at any step: what the sender did wrong, or that the service cannot store now.
 * Whatever else went wrong is logged here with the exchange's id, and the sender is told that id and nothing more.
 */
final class Refusal implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

    /** A sender that still has more than this to send is cut off after the answer, not listened to, in bytes. */
    private static final long MAX_DISCARDED = 1 << 20;

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Answers.refused(exchange.getMessage(), refusal(exchange, cause));
        if (exchange.getMessage() instanceof HttpMessage message) {
            discardBody(message.getRequest());
        }
    }

    private static RequestRefusedException refusal(Exchange exchange, Throwable cause) {
        if (cause instanceof RequestRefusedException refused) {
            LOG.debug("refused a request: {}", refused.getMessage());
            return refused;
        }
        if (cause instanceof IdempotencyConflictException) {
            return new RequestRefusedException(Status.UNPROCESSABLE_CONTENT, cause.getMessage());
        }
        if (cause instanceof EventStoreException) {
            LOG.error("{}; senders are answered 503 until this works again", cause.getMessage());
            return new RequestRefusedException(
                    Status.SERVICE_UNAVAILABLE, "the events cannot be stored now; send them again later");
        }
        LOG.error("exchange {} failed", exchange.getExchangeId(), cause);
        return new RequestRefusedException(
                Status.INTERNAL_SERVER_ERROR,
                "the service failed; its log says more under " + exchange.getExchangeId());
    }

    /**
     * An unread body must not hold the connection: a small rest is read and dropped, so that the connection can be used
     * again; otherwise it is closed after the answer.
     */
    private static void discardBody(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        String length = request.getHeader("content-length");
        boolean small = length != null && length.length() < 8 && Long.parseLong(length) <= MAX_DISCARDED;
        boolean waits = request.getHeader("expect") != null;
        if (!small || waits) {
            request.response().putHeader("Connection", "close");
        }
        request.handler(null);
        request.resume();
    }
}
