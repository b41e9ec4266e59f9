package org.pineflow.ingest;

import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.pineflow.ingest.body.UnreadBody;
import org.pineflow.ingest.cold.ColdStoreException;
import org.pineflow.ingest.health.IngestionCounts;
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

    private final IngestionCounts counts;
    private final OutageLog hot;
    private final OutageLog cold;

    /** @param nanoClock nanoseconds that never go back */
    Refusal(IngestionCounts counts, LongSupplier nanoClock) {
        this.counts = counts;
        this.hot = new OutageLog(LOG, nanoClock);
        this.cold = new OutageLog(LOG, nanoClock);
    }

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RequestRefusedException refused = refusal(exchange, cause);
        counts.refused(refused.status());
        Answers.refused(exchange.getMessage(), refused);
        if (exchange.getMessage() instanceof HttpMessage message) {
            // Not by way of the message: Camel keeps some of these from an answer, as headers of requests.
            Answers.headers(refused).forEach(message.getResponse()::putHeader);
            UnreadBody.discard(message.getRequest());
        }
    }

    private RequestRefusedException refusal(Exchange exchange, Throwable cause) {
        if (cause instanceof RequestRefusedException refused) {
            LOG.debug("refused a request: {}", refused.getMessage());
            return refused;
        }
        if (cause instanceof IdempotencyConflictException) {
            return new RequestRefusedException(Status.UNPROCESSABLE_CONTENT, cause.getMessage());
        }
        if (cause instanceof EventStoreException) {
            hot.failed(cause.getMessage() + "; senders are answered 503 until this works again");
            return new RequestRefusedException(
                    Status.SERVICE_UNAVAILABLE, "the events cannot be stored or read now; try again later");
        }
        if (cause instanceof ColdStoreException) {
            cold.failed(cause.getMessage() + "; readers of archived events are answered 503 until this works again");
            return new RequestRefusedException(
                    Status.SERVICE_UNAVAILABLE, "archived events cannot be read now; try again later");
        }
        LOG.error("exchange {} failed", exchange.getExchangeId(), cause);
        return new RequestRefusedException(
                Status.INTERNAL_SERVER_ERROR,
                "the service failed; its log says more under " + exchange.getExchangeId());
    }
}
