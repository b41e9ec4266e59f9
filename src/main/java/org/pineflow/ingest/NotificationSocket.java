package org.pineflow.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.apache.camel.support.CamelContextHelper;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.notify.Reader;

/**
 * The step of the notification route: what happens on a WebSocket becomes what happens to a reader. Those who must
 * not become one have been answered by {@link SocketAdmission} before.
 */
final class NotificationSocket implements Processor {

    private static final short POLICY_VIOLATION = 1008;
    private static final int LARGEST_MESSAGE = 16 << 10;

    private final SocketKeys keys;
    private final Notifications notifications;
    private final Vertx vertx;

    private NotificationSocket(SocketKeys keys, Notifications notifications, Vertx vertx) {
        this.keys = keys;
        this.notifications = notifications;
        this.vertx = vertx;
    }

    /**
     * Makes the step and its server known to the route. The component gets a router of its own: it would take that of the
     * other HTTP server, and each of the two ports would then serve everything.
     */
    static void bind(CamelContext context, SocketKeys keys, Notifications notifications, IngestionCounts counts) {
        Vertx vertx = CamelContextHelper.findSingleByType(context, Vertx.class);
        context.getRegistry().bind("ingestNotificationSocket", new NotificationSocket(keys, notifications, vertx));
        context.getRegistry().bind("ingestNotificationFaults", new SocketFaults());
        context.getRegistry()
                .bind(
                        "ingestNotificationServer",
                        new HttpServerOptions()
                                .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                                .setMaxWebSocketMessageSize(LARGEST_MESSAGE));
        Router router = Router.router(vertx);
        router.route()
                .handler(new SocketAdmission(keys, notifications, counts))
                .failureHandler(SocketAdmission::failed);
        VertxWebsocketComponent component = new VertxWebsocketComponent();
        component.setVertx(vertx);
        component.setRouter(router);
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
        notifications.connected(connection, reader, keys.of(socket.uri()));
        if (socket.isClosed()) {
            notifications.gone(connection);
        }
    }
}
