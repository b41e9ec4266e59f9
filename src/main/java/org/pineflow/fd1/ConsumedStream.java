package org.pineflow.fd1;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.support.DefaultConsumer;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamContext;
import org.pineflow.fd1.stream.StreamKeeper;
import org.pineflow.fd1.stream.StreamStatus;

/**
 * The stream behind a consumer, put together from its endpoint, from the consumer's start to its stop.
 *
 * @param <R> what runs while the stream is owned
 */
final class ConsumedStream<R> {

    /**
     * How long a stop waits for what is in flight. Camel has waited for it before, as long as its shutdown timeout: this
     * is only for the position to be stored after the last receipt.
     */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

    private final Fd1Endpoint endpoint;
    private final DefaultConsumer consumer;
    private final StreamStatus status;
    private final StreamKeeper<R> keeper;
    private final Clock clock;

    /**
     * @param nameHeader the header that tells the event or endpoint
     * @param runner makes what runs, given what a stream works with
     */
    ConsumedStream(
            Fd1Endpoint endpoint,
            DefaultConsumer consumer,
            String nameHeader,
            Function<StreamContext, StreamKeeper.Runner<R>> runner) {
        this.endpoint = endpoint;
        this.consumer = consumer;
        this.clock = endpoint.getComponent().clock();
        Fd1Options options = endpoint.options();
        this.status = new StreamStatus(options.streamName());
        StreamContext context = new StreamContext(
                options.stream(),
                status,
                options.fingerprint(),
                new ExchangeRouter(consumer, nameHeader, endpoint.getName()),
                this::keep,
                endpoint.getComponent().threads(),
                clock,
                System::nanoTime);
        this.keeper = new StreamKeeper<>(context, endpoint::positionStore, runner.apply(context), STOP_PATIENCE);
    }

    StreamStatus status() {
        return status;
    }

    /** See {@link StreamKeeper#running}. */
    CompletableFuture<R> running() {
        return keeper.running();
    }

    /** Takes the stream's name, and begins to take the stream itself, in the background. */
    void start() {
        endpoint.getComponent().claim(status.stream(), consumer, endpoint.getEndpointBaseUri());
        StreamMeters.register(endpoint.getCamelContext(), status);
        keeper.start();
    }

    /** Takes in and routes nothing more, and waits for nobody. */
    void halt() {
        keeper.halt();
    }

    /** Goes on after a halt. */
    void resume() {
        keeper.start();
    }

    /** Gives up the stream and its name. */
    void stop() {
        keeper.stop();
        StreamMeters.remove(endpoint.getCamelContext(), status);
        endpoint.getComponent().unclaim(status.stream(), consumer);
    }

    /** Tells whether the consumer is ready. */
    Fd1ConsumerHealthCheck healthCheck() {
        return new Fd1ConsumerHealthCheck(endpoint, status, consumer.getRouteId());
    }

    private void keep(String stream, Unreadable input) {
        DeadLetterStore store = endpoint.getComponent().deadLetterStore();
        store.add(new DeadLetter(
                DeadLetter.Kind.UNREADABLE,
                stream,
                "",
                0,
                input.bytes(),
                "",
                Map.of(),
                0,
                "",
                input.reason() + " (" + input.length() + " bytes were received)",
                clock.instant(),
                1));
    }
}
