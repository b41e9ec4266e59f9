package org.pineflow.ingest;

import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.store.Expiry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes out of the hot store all that is over, a few submissions at a time, so that writers never wait long. */
final class Expiring implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Expiring.class);
    private static final int SUBMISSIONS_AT_ONCE = 100;

    private final Expiry expiry;
    private final Clock clock;
    private final IngestionCounts counts;

    Expiring(Expiry expiry, Clock clock, IngestionCounts counts) {
        this.expiry = expiry;
        this.clock = clock;
        this.counts = counts;
    }

    @Override
    public void process(Exchange exchange) {
        long events = 0;
        Expiry.Expired expired = expire();
        while (expired.any() && !exchange.getContext().isStopping()) {
            counts.expired(expired.events());
            events += expired.events();
            expired = expire();
        }
        if (events > 0) {
            LOG.info("{} events left the hot store", events);
        }
    }

    private Expiry.Expired expire() {
        return expiry.expire(clock.instant(), SUBMISSIONS_AT_ONCE);
    }
}
