package org.pineflow.fd1;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.position.Gap;

/**
 * Ready when the stream is open, or waits for its owner: a process that stands by does what it is there for, and one
 * that is rolled out beside its predecessor must be called ready before that ends. Not ready, with the reason, when the
 * stream is not open, or cannot go on by itself.
 */
final class Fd1ConsumerHealthCheck extends AbstractHealthCheck {

    private final StreamStatus status;

    Fd1ConsumerHealthCheck(Fd1Endpoint endpoint, StreamStatus status, String routeId) {
        super("camel", "consumer:" + routeId);
        this.status = status;
        setCamelContext(endpoint.getCamelContext());
        setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        StreamStatus.Condition condition = status.condition();
        builder.detail("stream", status.stream());
        builder.detail("state", condition.state().name());
        builder.detail("position", Long.toString(status.position().rve()));
        builder.detail("received", status.received());
        builder.detail("delivered", status.delivered());
        List<Gap> gaps = status.position().openGaps();
        builder.detail("gaps", gaps.size());
        if (!gaps.isEmpty()) {
            builder.detail(
                    "newestGap", newest(gaps) + ": " + gaps.get(gaps.size() - 1).detail());
        }
        status.position()
                .restartUnproven()
                .ifPresent(since -> builder.detail("restartUnprovenSince", since.toString()));
        if (!status.deliveryTrouble().isEmpty()) {
            builder.detail("delivery", status.deliveryTrouble());
        }
        if (condition.state() == StreamStatus.State.STARTING || condition.state() == StreamStatus.State.STOPPED) {
            builder.message(named(condition.reason())).down();
            return;
        }
        if (condition.state() == StreamStatus.State.WAITING) {
            builder.message(named(condition.reason())).up();
            return;
        }
        String delivery = status.deliveryTrouble();
        if (!delivery.isEmpty()) {
            builder.message(named("events are held: " + delivery));
        } else if (!gaps.isEmpty()) {
            builder.message(named(
                    gaps.size() == 1
                            ? "has an open gap, " + newest(gaps)
                            : "has " + gaps.size() + " open gaps, the newest " + newest(gaps)));
        }
        builder.up();
    }

    private static String newest(List<Gap> gaps) {
        Gap newest = gaps.get(gaps.size() - 1);
        return newest.id() + " (" + newest.cause().label() + ")";
    }

    private String named(String reason) {
        return "stream=" + status.stream() + " " + reason;
    }
}
