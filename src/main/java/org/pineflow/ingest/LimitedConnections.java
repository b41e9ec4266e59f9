package org.pineflow.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.LifecycleStrategySupport;
import org.pineflow.ingest.connection.ConnectionLimits;
import org.pineflow.ingest.connection.LimitingVertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the HTTP servers of a Camel context their limits, by way of the Vert.x that they find in its registry. Ends that
 * Vert.x when the context has stopped, and no sooner: the servers need it to close, and a context stops its services in an
 * order of its own.
 */
final class LimitedConnections extends LifecycleStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(LimitedConnections.class);

    private static final String NAME = "ingestVertx";

    private final LimitingVertx vertx;

    private LimitedConnections(LimitingVertx vertx) {
        this.vertx = vertx;
    }

    /** To be called before the servers start. A Vert.x that a program has bound itself stays, without limits of ours. */
    static void bind(CamelContext context, ConnectionLimits limits) {
        if (!context.getRegistry().findByType(Vertx.class).isEmpty()) {
            LOG.warn("there is a Vert.x in the registry already: its HTTP servers have no limits of pineflow.ingest");
            return;
        }
        VertxOptions options = CamelContextHelper.findSingleByType(context, VertxOptions.class);
        LimitingVertx vertx =
                new LimitingVertx(Vertx.vertx(options == null ? standard() : options), limits, context::isStarted);
        context.getRegistry().bind(NAME, vertx);
        context.addLifecycleStrategy(new LimitedConnections(vertx));
    }

    /** Our servers give nothing from the class path, for which a Vert.x keeps a folder in the temporary folder. */
    private static VertxOptions standard() {
        return new VertxOptions().setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false));
    }

    /** For a start that has failed: ends the Vert.x that {@link #bind} made, where it made one. */
    static void end(CamelContext context) {
        Optional.ofNullable(context.getRegistry().lookupByNameAndType(NAME, LimitingVertx.class))
                .ifPresent(LimitingVertx::end);
    }

    @Override
    public void onContextStopped(CamelContext context) {
        vertx.end();
    }
}
