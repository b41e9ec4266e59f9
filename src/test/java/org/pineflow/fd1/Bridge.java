package org.pineflow.fd1;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.position.FilePositionStore;

/** A Camel context with one route from FD1 that notes what it delivers, for tests. */
final class Bridge implements AutoCloseable {

    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final List<EventBatch> batches = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final FilePositionStore positions;
    private volatile Optional<RuntimeException> trouble = Optional.empty();

    /** Starts a route from the endpoint, with positions under {@code data}. */
    static Bridge start(Path data, String uri) throws Exception {
        return start(data, uri, context -> {});
    }

    /** The same, with a context that is prepared first. */
    static Bridge start(Path data, String uri, Consumer<DefaultCamelContext> preparation) throws Exception {
        Bridge bridge = new Bridge(data);
        preparation.accept(bridge.context);
        bridge.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("bridge").process(bridge::deliver);
            }
        });
        bridge.context.start();
        return bridge;
    }

    private Bridge(Path data) {
        positions = new FilePositionStore(data.resolve("positions"));
        context.getRegistry().bind("positions", positions);
        context.getPropertiesComponent().addInitialProperty("pineflow.data", data.toString());
        context.getShutdownStrategy().setTimeout(5);
    }

    private void deliver(Exchange exchange) {
        trouble.ifPresent(failure -> {
            throw failure;
        });
        EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
        batches.add(batch);
        for (Event event : batch) {
            delivered.add(event.toString());
        }
    }

    /** From now on every batch fails. */
    void fail() {
        trouble = Optional.of(new IllegalStateException("the sink is down"));
    }

    /** From now on batches are delivered again. */
    void mend() {
        trouble = Optional.empty();
    }

    /** The JSON of every delivered event, in order. */
    List<String> delivered() {
        return delivered;
    }

    List<EventBatch> batches() {
        return batches;
    }

    StreamStatus status() {
        return ((Fd1Stream) context.getRoute("bridge").getConsumer()).status();
    }

    FilePositionStore positions() {
        return positions;
    }

    DefaultCamelContext context() {
        return context;
    }

    @Override
    public void close() {
        context.stop();
        positions.close();
    }
}
