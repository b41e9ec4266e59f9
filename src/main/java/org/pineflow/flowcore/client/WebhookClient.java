package org.pineflow.flowcore.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Puts the deliveries of endpoints together.
 *
 * @param time of the gates
 * @param clock for answers that name a date
 * @param random for the jitter
 * @param retryMaxDelay the pause that is advised to whoever holds events for an endpoint whose set-up is wrong
 */
public record WebhookClient(GateTime time, Clock clock, RandomGenerator random, Duration retryMaxDelay) {

    /**
     * So long nothing is sent to an endpoint whose set-up is wrong, whoever asks: its lanes and routes are spared a storm
     * of requests, and the pace between tries is still that of whoever holds the events.
     */
    private static final Duration BARRED = Duration.ofSeconds(1);

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
                new Gate(BARRED, BARRED, time, random),
                BARRED,
                retryMaxDelay,
                time);
    }

    /**
     * The delivery of files to one endpoint.
     *
     * @param metadata value of the metadata header
     * @param expectContinue whether to ask before a large file is sent
     * @param sink the gate that it shares with all endpoints of its sink
     * @param login to be masked where answers quote it
     */
    public FileDelivery files(
            Target target,
            Optional<String> metadata,
            boolean expectContinue,
            StreamingFileTransport transport,
            Login login,
            Gate sink) {
        return new FileDelivery(
                new FileRequestFactory(target, metadata, expectContinue),
                transport,
                new Verdicts(true, login, clock),
                sink,
                new Gate(BARRED, BARRED, time, random),
                BARRED,
                retryMaxDelay);
    }
}
