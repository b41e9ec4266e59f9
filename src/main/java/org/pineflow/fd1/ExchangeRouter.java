package org.pineflow.fd1;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.stream.BatchRouter;

/**
 * Sends a batch through the route as one exchange. The receipt comes from the exchange's unit of work, never from the
 * return of the call, so that routes that hand the exchange on to another thread keep it.
 */
final class ExchangeRouter implements BatchRouter {

    private final DefaultConsumer consumer;
    private final String nameHeader;
    private final String name;

    /**
     * @param nameHeader the header that tells the event or endpoint
     * @param name its value
     */
    ExchangeRouter(DefaultConsumer consumer, String nameHeader, String name) {
        this.consumer = consumer;
        this.nameHeader = nameHeader;
        this.name = name;
    }

    @Override
    public void route(EventBatch batch, Receipt receipt) {
        Exchange exchange = consumer.createExchange(false);
        Message message = exchange.getMessage();
        message.setBody(batch);
        message.setHeader(Fd1Constants.STREAM, batch.origin().stream());
        message.setHeader(nameHeader, name);
        message.setHeader(Fd1Constants.BATCH_SIZE, batch.size());
        message.setHeader(Fd1Constants.REPLAYED, batch.replayed());
        long lastRve = batch.lastRve();
        if (lastRve > 0) {
            message.setHeader(Fd1Constants.FIRST_RVE, Long.toString(batch.firstRve()));
            message.setHeader(Fd1Constants.LAST_RVE, Long.toString(lastRve));
        }
        exchange.getExchangeExtension().addOnCompletion(new UnitOfWorkReceipt(receipt));
        consumer.getAsyncProcessor().process(exchange, doneSync -> consumer.releaseExchange(exchange, false));
    }

    /** Tells the receipt what became of the unit of work. */
    private static final class UnitOfWorkReceipt extends SynchronizationAdapter {

        private final Receipt receipt;

        UnitOfWorkReceipt(Receipt receipt) {
            this.receipt = receipt;
        }

        @Override
        public void onComplete(Exchange exchange) {
            if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
                receipt.failed(new RollbackExchangeException("the route marked the exchange for rollback", exchange));
            } else {
                receipt.delivered();
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            Exception cause = exchange.getException();
            receipt.failed(cause == null ? new RollbackExchangeException("the route failed", exchange) : cause);
        }
    }
}
