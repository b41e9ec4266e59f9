package org.pineflow.fd1;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.FilePositionStore;

/** A Camel context with routes from FD1 that note what they deliver, for tests. The first route is "bridge". */
final class Bridge implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Sink> sinks = new ConcurrentHashMap<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final FilePositionStore positions;

    /** Starts a route from the endpoint, with positions under {@code data}. */
    static Bridge start(Path data, String uri) throws Exception {
        return start(data, uri, context -> {});
    }

    /** The same, with a context that is prepared first. */
    static Bridge start(Path data, String uri, Consumer<DefaultCamelContext> preparation) throws Exception {
        Bridge bridge = prepare(data);
        preparation.accept(bridge.context);
        bridge.add("bridge", uri);
        bridge.context.start();
        return bridge;
    }

    /** A context without routes that is not started. */
    static Bridge prepare(Path data) {
        return new Bridge(data);
    }

    private Bridge(Path data) {
        positions = new FilePositionStore(data.resolve("positions"));
        context.getRegistry().bind("positions", positions);
        context.getPropertiesComponent().addInitialProperty("pineflow.data", data.toString());
        context.getShutdownStrategy().setTimeout(5);
    }

    /** One route more, with a sink of its own. */
    void add(String id, String uri) throws Exception {
        Sink sink = new Sink();
        sinks.put(id, sink);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(id).process(sink::deliver);
            }
        });
    }

    /** Waits, long enough for a busy machine. */
    static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
    }

    void awaitState(State state) {
        eventually().until(() -> status().condition().state() == state);
    }

    /** Ends the stream and starts it again, as a restart of the process does: only the stored position is left. */
    void restartRoute() throws Exception {
        context.getRouteController().stopRoute("bridge");
        context.getRouteController().startRoute("bridge");
    }

    /** What a readiness probe says of a route. */
    HealthCheck.Result readiness(String id) {
        HealthCheckRepository consumers = HealthCheckHelper.getHealthCheckRepository(context, "consumers");
        return consumers.stream()
                .filter(check -> check.getId().equals("consumer:" + id))
                .map(check -> check.call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS)))
                .findFirst()
                .orElseThrow();
    }

    /** From now on every batch fails. */
    void fail() {
        sink("bridge").trouble = Optional.of(new IllegalStateException("the sink is down"));
    }

    /** From now on batches are delivered again. */
    void mend() {
        sink("bridge").trouble = Optional.empty();
    }

    /** The JSON of every delivered event, in order. */
    List<String> delivered() {
        return delivered("bridge");
    }

    List<String> delivered(String id) {
        return sink(id).delivered;
    }

    List<EventBatch> batches() {
        return sink("bridge").batches;
    }

    /** Every delivered event, in order. */
    List<Event> events() {
        return batches().stream()
                .flatMap(batch -> java.util.stream.StreamSupport.stream(batch.spliterator(), false))
                .toList();
    }

    /** What a route delivers to: a processor to be used in routes of a test's own. */
    Sink sink(String id) {
        return sinks.computeIfAbsent(id, missing -> new Sink());
    }

    StreamStatus status() {
        return status("bridge");
    }

    StreamStatus status(String id) {
        return ((Fd1Stream) context.getRoute(id).getConsumer()).status();
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

    /** The end of a route. */
    static final class Sink {

        private final List<String> delivered = new CopyOnWriteArrayList<>();
        private final List<EventBatch> batches = new CopyOnWriteArrayList<>();
        private volatile Optional<RuntimeException> trouble = Optional.empty();

        void deliver(Exchange exchange) {
            trouble.ifPresent(failure -> {
                throw failure;
            });
            EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
            batches.add(batch);
            for (Event event : batch) {
                delivered.add(event.toString());
            }
        }

        void fail() {
            trouble = Optional.of(new IllegalStateException("the sink is down"));
        }

        void mend() {
            trouble = Optional.empty();
        }
    }
}
