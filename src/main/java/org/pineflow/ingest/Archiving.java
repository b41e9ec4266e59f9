package org.pineflow.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.cold.Archiver;
import org.pineflow.ingest.cold.ColdStoreException;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.store.ArchiveLedger;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.ArchiveTurn;
import org.pineflow.ingest.store.EventStoreException;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.TimeBucket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into the cold store all that is due, object by object, until nothing is left or the context stops. What fails
 * is still to be done at the next round. Does nothing while another process does it.
 */
final class Archiving implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Archiving.class);

    private final ArchiveLedger ledger;
    private final Archiver archiver;
    private final Clock clock;
    private final Duration settle;
    private final PageLimits objects;
    private final IngestionCounts counts;

    /**
     * @param settle how long an hour has to be over, and its events to have been there
     * @param objects how large an object becomes
     */
    Archiving(
            ArchiveLedger ledger,
            Archiver archiver,
            Clock clock,
            Duration settle,
            PageLimits objects,
            IngestionCounts counts) {
        this.ledger = ledger;
        this.archiver = archiver;
        this.clock = clock;
        this.settle = settle;
        this.objects = objects;
        this.counts = counts;
    }

    @Override
    public void process(Exchange exchange) {
        try {
            inTurn(exchange.getContext());
        } catch (ColdStoreException | EventStoreException e) {
            counts.archivingFailed(e.getMessage());
            throw e;
        }
    }

    private void inTurn(CamelContext context) {
        Optional<ArchiveTurn> turn = ledger.turn();
        if (turn.isEmpty()) {
            LOG.debug("another process archives");
            return;
        }
        try (ArchiveTurn mine = turn.get()) {
            archive(context, mine);
        }
    }

    private void archive(CamelContext context, ArchiveTurn turn) {
        Instant begin = clock.instant();
        long events = 0;
        long made = 0;
        try {
            Optional<ArchiveTask> task = next();
            while (task.isPresent() && turn.isHeld() && !context.isStopping()) {
                long archived = archiver.archive(task.get()).events();
                counts.archived(archived);
                events += archived;
                made++;
                task = next();
            }
            if (task.isEmpty()) {
                counts.archivedAll(begin);
            }
        } finally {
            if (made > 0) {
                LOG.info("archived {} events in {} objects", events, made);
            }
        }
    }

    private Optional<ArchiveTask> next() {
        Instant settled = clock.instant().minus(settle);
        return ledger.next(TimeBucket.of(settled), settled, objects);
    }
}
