package org.pineflow.fd1;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Sends single requests. */
final class Fd1RequestProducer extends DefaultProducer {

    Fd1RequestProducer(Fd1Endpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) {
        throw new UnsupportedOperationException();
    }
}
