package org.pineflow.fd1;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Gap;

/**
 * The counters of a stream as Micrometer meters, tagged with the stream's name. Only loaded where Micrometer is on the
 * class path: see {@link #register}.
 */
final class StreamMeters {

    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private static final Map<String, ToDoubleFunction<StreamStatus>> COUNTERS = Map.ofEntries(
            Map.entry("received", StreamStatus::received),
            Map.entry("delivered", StreamStatus::delivered),
            Map.entry("delivered.bytes", StreamStatus::deliveredBytes),
            Map.entry("batches", StreamStatus::batches),
            Map.entry("duplicates", StreamStatus::duplicates),
            Map.entry("stale", StreamStatus::stale),
            Map.entry("keyless", StreamStatus::keyless),
            Map.entry("without.rve", StreamStatus::withoutRve),
            Map.entry("unreadable", StreamStatus::unreadable),
            Map.entry("retries", StreamStatus::retries),
            Map.entry("openings", StreamStatus::openings));

    private static final Map<String, ToDoubleFunction<StreamStatus>> GAUGES = Map.of(
            "restart.unproven",
            status -> status.position().restartUnproven().isPresent() ? 1 : 0,
            "buffered.bytes",
            StreamStatus::bufferedBytes,
            "open",
            status -> isOpen(status) ? 1 : 0,
            "lag.seconds",
            StreamMeters::lag);

    private StreamMeters() {}

    /** Takes the stream's meters away again. */
    static void remove(CamelContext context, StreamStatus status) {
        if (context.getClassResolver().resolveClass(MICROMETER) != null) {
            Registration.remove(context, status);
        }
    }

    /** Registers the stream's meters where the context has a meter registry; else does nothing. */
    static void register(CamelContext context, StreamStatus status) {
        if (context.getClassResolver().resolveClass(MICROMETER) != null) {
            Registration.register(context, status);
        }
    }

    private static boolean isOpen(StreamStatus status) {
        State state = status.condition().state();
        return state != State.STARTING && state != State.WAITING && state != State.STOPPED;
    }

    private static long openGaps(StreamStatus status, Gap.Cause cause) {
        return status.position().openGaps().stream()
                .filter(gap -> gap.cause() == cause)
                .count();
    }

    /** Seconds between the newest row received and the position: how far delivery is behind. */
    private static double lag(StreamStatus status) {
        long newest = status.lastRve();
        long position = status.position().rve();
        if (newest == 0 || position == 0 || newest <= position) {
            return 0;
        }
        Instant delivered = Rve.toInstant(position);
        return Duration.between(delivered, Rve.toInstant(newest)).toMillis() / 1000.0;
    }

    /** Apart, so that nothing of Micrometer is linked where it is missing. */
    private static final class Registration {

        private Registration() {}

        static void remove(CamelContext context, StreamStatus status) {
            for (MeterRegistry registry : context.getRegistry().findByType(MeterRegistry.class)) {
                registry.getMeters().stream()
                        .filter(meter -> meter.getId().getName().startsWith("pineflow.stream.")
                                && status.stream().equals(meter.getId().getTag("stream")))
                        .forEach(registry::remove);
            }
        }

        static void register(CamelContext context, StreamStatus status) {
            for (MeterRegistry registry : context.getRegistry().findByType(MeterRegistry.class)) {
                Tags tags = Tags.of("stream", status.stream());
                COUNTERS.forEach((name, value) -> FunctionCounter.builder("pineflow.stream." + name, status, value)
                        .tags(tags)
                        .register(registry));
                for (Gap.Cause cause : Gap.Cause.values()) {
                    Gauge.builder("pineflow.stream.gaps", status, seen -> openGaps(seen, cause))
                            .tags(tags.and("cause", cause.label()))
                            .register(registry);
                }
                GAUGES.forEach((name, value) -> Gauge.builder("pineflow.stream." + name, status, value)
                        .tags(tags)
                        .register(registry));
            }
        }
    }
}
