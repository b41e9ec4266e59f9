package org.pineflow.ingest;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.Receipt;

/**
 * Third step: stores the events and answers with their ids; the answer is made only after the commit. Body in:
 * {@link ReceivedRequest}; body out: the answer.
 */
final class Storage implements Processor {

    private final EventStore store;

    Storage(EventStore store) {
        this.store = store;
    }

    @Override
    public void process(Exchange exchange) {
        ReceivedRequest received = exchange.getMessage().getBody(ReceivedRequest.class);
        Receipt receipt = store.append(received.submission());
        Answers.accepted(exchange.getMessage(), received, receipt);
    }
}
