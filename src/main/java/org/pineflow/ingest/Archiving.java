package org.pineflow.ingest;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.cold.Archiver;
import org.pineflow.ingest.store.ArchiveLedger;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.TimeBucket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into the cold store all that is due, object by object, until nothing is left or the context stops. What fails
 * is still to be done at the next turn.
 */
final class Archiving implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Archiving.class);

    private final ArchiveLedger ledger;
    private final Archiver archiver;
    private final Clock clock;
    private final Duration settle;
    private final PageLimits objects;

    /**
     * @param settle how long an hour has to be over, and its events to have been there
     * @param objects how large an object becomes
     */
    Archiving(ArchiveLedger ledger, Archiver archiver, Clock clock, Duration settle, PageLimits objects) {
        this.ledger = ledger;
        this.archiver = archiver;
        this.clock = clock;
        this.settle = settle;
        this.objects = objects;
    }

    @Override
    public void process(Exchange exchange) {
        long events = 0;
        long made = 0;
        Optional<ArchiveTask> task = next();
        while (task.isPresent() && !exchange.getContext().isStopping()) {
            events += archiver.archive(task.get()).events();
            made++;
            task = next();
        }
        if (made > 0) {
            LOG.info("archived {} events in {} objects", events, made);
        }
    }

    private Optional<ArchiveTask> next() {
        var settled = clock.instant().minus(settle);
        return ledger.next(TimeBucket.of(settled), settled, objects);
    }
}
