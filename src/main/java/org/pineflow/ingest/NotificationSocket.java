package org.pineflow.ingest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.apache.camel.support.CamelContextHelper;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.notify.Reader;

/**
 * The step of the notification route: what happens on a WebSocket becomes what happens to a reader. The key stands in
 * the query, {@code ?api_key=} with or without {@code api_key_id=}, or {@code ?token=}, because browsers send no headers
 * with a WebSocket.
 */
final class NotificationSocket implements Processor {

    private static final short POLICY_VIOLATION = 1008;
    private static final int LARGEST_MESSAGE = 16 << 10;

    private final Supplier<Catalog> catalog;
    private final Notifications notifications;
    private final Clock clock;
    private final Vertx vertx;

    private NotificationSocket(Supplier<Catalog> catalog, Notifications notifications, Clock clock, Vertx vertx) {
        this.catalog = catalog;
        this.notifications = notifications;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * Makes the step and its server known to the route. The component gets a router of its own: it would take that of the
     * other HTTP server, and each of the two ports would then serve everything.
     */
    static void bind(CamelContext context, Supplier<Catalog> catalog, Notifications notifications, Clock clock) {
        Vertx vertx = CamelContextHelper.findSingleByType(context, Vertx.class);
        context.getRegistry()
                .bind("ingestNotificationSocket", new NotificationSocket(catalog, notifications, clock, vertx));
        context.getRegistry()
                .bind(
                        "ingestNotificationServer",
                        new HttpServerOptions()
                                .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                                .setMaxWebSocketMessageSize(LARGEST_MESSAGE));
        VertxWebsocketComponent component = new VertxWebsocketComponent();
        component.setVertx(vertx);
        component.setRouter(Router.router(vertx));
        context.addComponent("vertx-websocket", component);
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getHeader(VertxWebsocketConstants.CONNECTION_KEY) instanceof String connection
                && message.getHeader(VertxWebsocketConstants.EVENT) instanceof VertxWebsocketEvent event) {
            switch (event) {
                case OPEN -> open(connection, message.getBody(ServerWebSocket.class));
                case MESSAGE -> notifications.asked(connection, message.getBody(String.class));
                case CLOSE, ERROR -> notifications.gone(connection);
            }
        } else if (message.getBody() instanceof ServerWebSocket forger) {
            // Its URL has parameters of these names, which make a list of the component's header and theirs.
            forger.close(POLICY_VIOLATION, "no such parameters are taken");
        }
    }

    private void open(String connection, ServerWebSocket socket) {
        Reader reader = new SocketReader(socket, vertx.getOrCreateContext());
        notifications.connected(connection, reader, key(socket.uri()));
        if (socket.isClosed()) {
            notifications.gone(connection);
        }
    }

    private Optional<ApiKey> key(String uri) {
        Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
        Optional<String> secret = one(query, "api_key").or(() -> one(query, "token"));
        return secret.flatMap(text -> catalog.get().authenticate(one(query, "api_key_id"), text, clock.instant()));
    }

    private static Optional<String> one(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
