package org.pineflow.fd1;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.support.DefaultConsumer;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamContext;
import org.pineflow.fd1.stream.StreamKeeper;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.position.PositionStore;

/** Puts a stream together from an endpoint and its consumer. */
final class StreamAssembly {

    /**
     * How long a stop waits for what is in flight. Camel has waited for it before, as long as its shutdown timeout: this
     * is only for the position to be stored after the last receipt.
     */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

    private final Fd1Endpoint endpoint;
    private final DefaultConsumer consumer;
    private final Clock clock = Clock.systemUTC();

    StreamAssembly(Fd1Endpoint endpoint, DefaultConsumer consumer) {
        this.endpoint = endpoint;
        this.consumer = consumer;
    }

    /**
     * @param nameHeader the header that tells the event or endpoint
     */
    StreamContext context(StreamStatus status, String nameHeader) {
        Fd1Options options = endpoint.options();
        return new StreamContext(
                options.stream(),
                status,
                options.fingerprint(),
                new ExchangeRouter(consumer, nameHeader, endpoint.getName()),
                this::keep,
                endpoint.getComponent().threads(),
                clock,
                System::nanoTime);
    }

    <R> StreamKeeper<R> keeper(StreamContext context, StreamKeeper.Runner<R> runner) {
        return new StreamKeeper<>(context, this::positionStore, runner, STOP_PATIENCE);
    }

    private PositionStore positionStore() {
        PositionStore own = endpoint.getConfiguration().getPositionStore();
        return own != null ? own : endpoint.getComponent().defaultPositionStore();
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
