package org.pineflow.ingest.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/** What the service counts, as Micrometer meters; only where Micrometer is on the class path. */
public final class IngestionMeters {

    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private static final Map<String, ToDoubleFunction<IngestionCounts>> COUNTERS = Map.of(
            "events", IngestionCounts::storedEvents,
            "requests.repeated", IngestionCounts::repeatedRequests,
            "archive.events", IngestionCounts::archivedEvents,
            "archive.failures", IngestionCounts::failedArchivings,
            "expired.events", IngestionCounts::expiredEvents);

    private IngestionMeters() {}

    /** Registers the meters where the context has a meter registry; else does nothing. */
    public static void register(
            CamelContext context, IngestionCounts counts, Notifications notifications, Clock clock) {
        if (context.getClassResolver().resolveClass(MICROMETER) != null) {
            Registration.register(context, counts, notifications, clock);
        }
    }

    /** Apart from the class above, so that it loads without Micrometer. */
    private static final class Registration {

        static void register(CamelContext context, IngestionCounts counts, Notifications notifications, Clock clock) {
            for (MeterRegistry registry : context.getRegistry().findByType(MeterRegistry.class)) {
                COUNTERS.forEach((name, count) -> FunctionCounter.builder("pineflow.ingest." + name, counts, count)
                        .register(registry));
                for (Status status : Status.values()) {
                    FunctionCounter.builder("pineflow.ingest.refusals", counts, all -> all.refusals(status))
                            .tag("reason", status.name().toLowerCase(Locale.ROOT))
                            .register(registry);
                }
                Gauge.builder("pineflow.ingest.archive.lag.seconds", counts, all -> all.archiveLag(clock.instant())
                                .toSeconds())
                        .register(registry);
                Gauge.builder("pineflow.ingest.notify.readers", notifications, Notifications::readers)
                        .register(registry);
            }
        }
    }
}
