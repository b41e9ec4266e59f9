package org.pineflow.flowcore.client;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Puts the deliveries of endpoints together.
 *
 * @param time of the gates
 * @param clock for answers that name a date
 * @param random for the jitter
 * @param retryMaxDelay how long an endpoint whose set-up is wrong is left alone between two tries
 */
public record WebhookClient(GateTime time, Clock clock, RandomGenerator random, Duration retryMaxDelay) {

    /**
     * The delivery of one endpoint.
     *
     * @param sink the gate that it shares with all endpoints of its sink
     * @param login to be masked where answers quote it
     */
    public Delivery delivery(
            Target target,
            DeliverySettings settings,
            DeflaterPool deflaters,
            WebhookTransport transport,
            Login login,
            Gate sink) {
        return new Delivery(
                target,
                settings,
                new RequestFactory(target, settings, deflaters),
                transport,
                new Verdicts(settings.batch(), login, clock),
                sink,
                new Gate(retryMaxDelay, retryMaxDelay, time, random),
                retryMaxDelay,
                time);
    }
}
