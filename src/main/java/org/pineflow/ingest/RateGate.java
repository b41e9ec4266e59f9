package org.pineflow.ingest;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.rate.Allowances;
import org.pineflow.ingest.rate.RateLimit;
import org.pineflow.ingest.request.RequestRefusedException;

/**
 * Between reading and storing: no key writes more than it may. A request costs its events, and its bytes as they are
 * stored, after inflating; one that was refused before costs nothing. Body in and out: {@link ReceivedRequest}.
 */
final class RateGate implements Processor {

    private final RateLimit standard;
    private final Allowances allowances;

    /** @param standard holds for keys that have no limit of their own */
    RateGate(RateLimit standard, Allowances allowances) {
        this.standard = standard;
        this.allowances = allowances;
    }

    @Override
    public void process(Exchange exchange) {
        ReceivedRequest received = exchange.getMessage().getBody(ReceivedRequest.class);
        ApiKey key = received.key();
        RateLimit limit = new RateLimit(
                key.eventsPerSecond().orElse(standard.eventsPerSecond()),
                key.bytesPerSecond().orElse(standard.bytesPerSecond()));
        int events = received.submission().events().count();
        Duration wait = allowances.take(key.id(), limit, events, received.bytes());
        if (!wait.isZero()) {
            throw RequestRefusedException.tooMany("this key writes more than it may; " + said(limit), wait);
        }
    }

    private static String said(RateLimit limit) {
        return "it may write " + amount(limit.eventsPerSecond()) + " events and " + amount(limit.bytesPerSecond())
                + " bytes a second";
    }

    private static String amount(long perSecond) {
        return perSecond == 0 ? "any number of" : Long.toString(perSecond);
    }
}
