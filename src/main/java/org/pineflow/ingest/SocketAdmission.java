package org.pineflow.ingest;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Answers who must not become a reader of notifications while it is still an HTTP request, so that it sees a status and no
 * WebSocket that ends at once: 401 without a good key, 503 when there are as many readers as there may be. To stand before
 * the route that makes WebSockets of requests.
 */
final class SocketAdmission implements Handler<RoutingContext> {

    private final SocketKeys keys;
    private final Notifications notifications;
    private final IngestionCounts counts;

    SocketAdmission(SocketKeys keys, Notifications notifications, IngestionCounts counts) {
        this.keys = keys;
        this.notifications = notifications;
        this.counts = counts;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Optional<RequestRefusedException> refused = wantsSocket(request) ? refusal(request) : Optional.empty();
        if (refused.isPresent()) {
            refuse(request, refused.get());
        } else {
            routing.next();
        }
    }

    /** A handshake that Vert.x has refused and answered is done with; everything else goes on to be logged. */
    static void failed(RoutingContext routing) {
        if (!routing.response().ended()) {
            routing.next();
        }
    }

    private static boolean wantsSocket(HttpServerRequest request) {
        return request.headers().getAll("connection").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
    }

    private Optional<RequestRefusedException> refusal(HttpServerRequest request) {
        if (keys.of(request.uri()).isEmpty()) {
            return Optional.of(new RequestRefusedException(
                    Status.UNAUTHORIZED, "a valid API key is needed, as ?api_key= or ?token="));
        }
        return notifications.full()
                ? Optional.of(new RequestRefusedException(
                        Status.SERVICE_UNAVAILABLE, "there are too many readers; try again later"))
                : Optional.empty();
    }

    private void refuse(HttpServerRequest request, RequestRefusedException refused) {
        counts.refused(refused.status());
        HttpServerResponse response = request.response()
                .setStatusCode(refused.status().code())
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close");
        Answers.headers(refused).forEach(response::putHeader);
        response.end(Answers.refusal(refused))
                .onComplete(answered -> request.connection().close());
    }
}
