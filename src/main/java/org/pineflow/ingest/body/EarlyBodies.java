package org.pineflow.ingest.body;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.pineflow.ingest.request.RequestRefusedException;

/**
 * Takes small bodies off their connections before a thread works on their requests. Camel gives each request one of a few
 * threads for as long as it lasts: a handful of senders who dawdle would keep everybody else waiting. Stands before
 * Camel's routes; what it does not take, a later step reads itself.
 *
 * <p>A body belongs to the event loop of its connection until it is whole; the map is shared.
 */
public final class EarlyBodies implements Handler<RoutingContext> {

    /** The longest body that is taken here, in bytes. */
    public static final int SMALL = 1 << 20;

    /** How much of all bodies may be in memory, in bytes, so that many small ones are no more than a large one. */
    private static final long ROOM = 32 << 20;

    /**
     * A body that is worth taking.
     *
     * @param key the id of the key it came with
     * @param limit the most bytes it may have
     */
    public record Expected(String key, int limit) {}

    private final Function<RoutingContext, Optional<Expected>> expectation;
    private final Duration timeout;
    private final BodyBudget budget = new BodyBudget(ROOM);
    private final Map<HttpServerRequest, RequestBody> bodies = new ConcurrentHashMap<>();

    /**
     * @param expectation what body a request brings; empty when it brings none. Called on the event loop, so it has to be
     *     quick; throws {@link RequestRefusedException} where the request will be refused anyway
     * @param timeout the longest time that a body may take
     */
    public EarlyBodies(Function<RoutingContext, Optional<Expected>> expectation, Duration timeout) {
        this.expectation = expectation;
        this.timeout = timeout;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Optional<Expected> expected = expected(routing);
        if (expected.isEmpty()) {
            routing.next();
            return;
        }
        String key = expected.get().key();
        AtomicLong held = new AtomicLong();
        RequestBody body = new RequestBody(request, expected.get().limit(), bytes -> {
            boolean taken = budget.take(key, bytes);
            held.addAndGet(taken ? bytes : 0);
            return taken;
        });
        bodies.put(request, body);
        routing.addEndHandler(over -> {
            bodies.remove(request);
            budget.giveBack(key, held.getAndSet(0));
        });
        long timer = routing.vertx().setTimer(timeout.toMillis(), late -> body.late(timeout));
        body.begin(() -> {
            routing.vertx().cancelTimer(timer);
            if (!body.isAbandoned()) {
                routing.next();
            }
        });
    }

    /** The body of a request: the one that was taken here, or one that is still to be read. */
    public RequestBody of(HttpServerRequest request, int limit) {
        return Optional.ofNullable(bodies.get(request)).orElseGet(() -> new RequestBody(request, limit));
    }

    private Optional<Expected> expected(RoutingContext routing) {
        try {
            return expectation
                    .apply(routing)
                    .filter(body -> new RequestBody(routing.request(), body.limit()).expectedLength() <= SMALL);
        } catch (RequestRefusedException e) {
            // Refused again, and answered, by the step that is there for it.
            return Optional.empty();
        }
    }
}
