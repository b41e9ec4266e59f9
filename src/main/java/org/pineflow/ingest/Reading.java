package org.pineflow.ingest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.api.Parameters;
import org.pineflow.ingest.api.ReadRequest;
import org.pineflow.ingest.api.ReadingApi;
import org.pineflow.ingest.body.EarlyBodies;
import org.pineflow.ingest.body.RequestBody;
import org.pineflow.ingest.body.UnreadBody;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.request.Authentication;

/**
 * The one step of a reading request. Body in: the request as platform-http hands it over with {@code
 * useBodyHandler=false}; body out: the answer, or nothing when it is written here already. Takes the message's headers
 * away before anything else, as they hold what the sender wrote, and the key.
 */
final class Reading implements Processor {

    /** The most bytes of a request's body. */
    static final int LARGEST_BODY = 64 << 10;

    private static final byte[] NO_BODY = {};
    private static final String EVENTS = "/api/v1/events";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Authentication authentication;
    private final ReadingApi api;
    private final EarlyBodies early;
    private final Duration bodyTimeout;
    private final ReadPages pages = new ReadPages(LONGEST_WAIT);

    Reading(Authentication authentication, ReadingApi api, EarlyBodies early, Duration bodyTimeout) {
        this.early = early;
        this.authentication = authentication;
        this.api = api;
        this.bodyTimeout = bodyTimeout;
    }

    @Override
    public void process(Exchange exchange) {
        HttpServerRequest request = exchange.getMessage().getBody(HttpServerRequest.class);
        exchange.getMessage().removeHeaders("*");
        ApiKey key = authentication.key(request.headers().getAll("authorization"), request.uri());
        ReadRequest read = new ReadRequest(
                key, request.method().name(), request.path(), Parameters.of(request.uri()), body(request));
        if (read.path().equals(EVENTS)) {
            pages.answer(request, () -> api.answer(read));
            exchange.getMessage().setBody(null);
        } else {
            byte[] answer = api.answer(read);
            UnreadBody.discard(request);
            Answers.json(exchange.getMessage(), 200, answer);
        }
    }

    private byte[] body(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return NO_BODY;
        }
        RequestBody body = early.of(request, LARGEST_BODY);
        body.expectedLength();
        return body.read(bodyTimeout);
    }
}
