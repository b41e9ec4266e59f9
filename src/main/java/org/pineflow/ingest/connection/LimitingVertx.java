package org.pineflow.ingest.connection;

import io.netty.channel.Channel;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A Vert.x whose HTTP servers keep {@link ConnectionLimits}. Camel's HTTP servers take the one Vert.x that is in the
 * registry, and offer no other way to the options of their server.
 *
 * <p>The servers speak HTTP/1.1 alone: on a connection that may become HTTP/2, Vert.x waits for the first bytes without
 * any deadline. Each server counts its own connections, so that nobody who floods one closes the door of another.
 *
 * <p>Closing this does nothing, because each of the servers that share it closes it when it stops; who made it ends it
 * with {@link #end()}.
 */
public final class LimitingVertx extends VertxWrapper {

    private final ConnectionLimits limits;
    private final BooleanSupplier open;

    /**
     * @param vertx belongs to this from now on
     * @param open whether requests for the service are let through; else they are answered 503
     */
    public LimitingVertx(Vertx vertx, ConnectionLimits limits, BooleanSupplier open) {
        super((VertxInternal) vertx);
        this.limits = limits;
        this.open = open;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        HttpServerOptions limited = new HttpServerOptions(options)
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes());
        OpenConnections connections = new OpenConnections(limits.maxConnections(), limits.maxConnectionsPerAddress());
        return super.createHttpServer(limited)
                .invalidRequestHandler(new UnreadableRequest(limits))
                .connectionHandler(connection -> limit(connection, connections));
    }

    @Override
    public HttpServer createHttpServer() {
        return createHttpServer(new HttpServerOptions());
    }

    private void limit(HttpConnection connection, OpenConnections connections) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (!connections.admit(channel)) {
            channel.close();
            return;
        }
        channel.pipeline()
                .addBefore("handler", "strict-head", new StrictHead())
                .addBefore("handler", "opening-hours", new OpeningHours(open))
                .addBefore("handler", "connection-watch", new ConnectionWatch(limits, System::nanoTime))
                .addBefore(
                        "handler",
                        "write-deadline",
                        new WriteTimeoutHandler(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Does nothing; see {@link #end()}. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** Does nothing; see {@link #end()}. */
    @Override
    public void close(Handler<AsyncResult<Void>> closed) {
        closed.handle(Future.succeededFuture());
    }

    /** Ends the threads, and whatever servers are still open. */
    public void end() {
        super.close();
    }
}
