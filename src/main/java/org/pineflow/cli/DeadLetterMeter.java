package org.pineflow.cli;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.pineflow.deadletter.DeadLetterStore;

/** How many dead letters there are, as the meter {@code pineflow.dead.letters}: counted whenever somebody looks. */
final class DeadLetterMeter {

    private DeadLetterMeter() {}

    /** Registers the meter where the context has a meter registry and a store. */
    static void register(CamelContext context) {
        for (MeterRegistry registry : context.getRegistry().findByType(MeterRegistry.class)) {
            for (DeadLetterStore store : context.getRegistry().findByType(DeadLetterStore.class)) {
                Gauge.builder("pineflow.dead.letters", store, DeadLetterStore::count)
                        .register(registry);
            }
        }
    }
}
