package org.pineflow.ingest.health;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Tells how far the archive is behind, and why. Never down for it: events are taken, kept and read all the same, and the
 * hot store keeps what is not archived.
 */
public final class ArchiveHealthCheck extends AbstractHealthCheck {

    private final IngestionCounts counts;
    private final Clock clock;

    public ArchiveHealthCheck(IngestionCounts counts, Clock clock) {
        super("camel", "ingest-cold");
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("lagSeconds", counts.archiveLag(clock.instant()).toSeconds());
        counts.problem().ifPresent(problem -> builder.detail("problem", problem).message(problem));
        builder.up();
    }
}
