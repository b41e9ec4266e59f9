package org.pineflow.flowcore;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.pineflow.flowcore.client.DeliveryPoint;
import org.pineflow.flowcore.client.Trouble;

/**
 * Readiness of an endpoint: DOWN while the set-up is wrong. A sink in trouble leaves it UP, with the trouble in the
 * details, because a restart of this process would mend nothing.
 */
final class FlowcoreHealthCheck extends AbstractHealthCheck {

    private final DeliveryPoint delivery;

    FlowcoreHealthCheck(String id, DeliveryPoint delivery) {
        super("camel", id);
        this.delivery = delivery;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("target", delivery.target().toString());
        Optional<Trouble> barred = delivery.barred();
        if (barred.isPresent()) {
            details(builder, barred.get());
            builder.message(
                    delivery.target() + " does not take events: " + barred.get().reason());
            builder.down();
            return;
        }
        delivery.held().ifPresent(trouble -> details(builder, trouble));
        builder.up();
    }

    private static void details(HealthCheckResultBuilder builder, Trouble trouble) {
        builder.detail("status", trouble.status());
        builder.detail("reason", trouble.reason());
    }
}
