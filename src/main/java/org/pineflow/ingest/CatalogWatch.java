package org.pineflow.ingest;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.service.ServiceSupport;
import org.pineflow.ingest.catalog.CatalogFile;
import org.pineflow.ingest.health.CatalogHealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a catalog's file read again while the context runs, so that keys are made, rotated and revoked without a restart. */
final class CatalogWatch extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final CamelContext context;
    private final CatalogFile file;

    /** Belongs to the thread that starts and stops the context. */
    private ScheduledExecutorService schedule;

    CatalogWatch(CamelContext context, CatalogFile file) {
        this.context = context;
        this.file = file;
    }

    @Override
    protected void doStart() {
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(new CatalogHealthCheck(file));
        }
        schedule = context.getExecutorServiceManager().newScheduledThreadPool(this, "ingest-catalog", 1);
        schedule.scheduleWithFixedDelay(this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A fault of ours must not end the schedule, or a key could not be revoked any more. */
    private void look() {
        try {
            file.readAgain();
        } catch (RuntimeException e) {
            LOG.error("the catalog could not be read again; what it said before stays in force", e);
        }
    }

    @Override
    protected void doStop() {
        context.getExecutorServiceManager().shutdownNow(schedule);
    }
}
