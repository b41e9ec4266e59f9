package org.pineflow.cli;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** camel-main with our settings: loads the routes, starts them, and waits until it is told to stop. */
final class Bridge implements Foreground.Service {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final PineflowMain main;

    /** Written by the thread of the shutdown hook. */
    private volatile boolean stopping;

    /**
     * @param routes where the route files are (see {@link RoutePatterns}); empty = where the settings say
     */
    Bridge(Settings settings, Optional<String> routes) {
        main = new PineflowMain(settings, routes);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport support) {
                DeadLetterMeter.register(support.getCamelContext());
                LOG.info("Running {} routes.", support.getCamelContext().getRoutesSize());
            }
        });
    }

    @Override
    public int run() {
        try {
            main.run();
        } catch (Exception e) {
            return failed(e);
        }
        CamelContext context = main.getCamelContext();
        boolean stoppedBeforeTheStart = context == null;
        if (!stoppedBeforeTheStart && context.getShutdownStrategy().hasTimeoutOccurred()) {
            LOG.warn("Stopped, but not all batches in flight ended in time; they stay undelivered and come again.");
            return CommandExit.FAILED;
        }
        LOG.info("Stopped.");
        return main.getExitCode();
    }

    private int failed(Exception e) {
        if (stopping) {
            LOG.info("Stopped while it was starting.");
            main.stop();
            return CommandExit.DONE;
        }
        StartFailure failure = main.explain(e);
        System.err.println(failure.message());
        if (failure.isUnexpected()) {
            LOG.error("The start failed", e);
        }
        main.stop();
        return failure.exitCode();
    }

    @Override
    public void stop() {
        stopping = true;
        LOG.info("Stopping: no new input, batches in flight end.");
        main.completed();
    }

    @Override
    public Duration stopTimeout() {
        int extra = main.configure().getExtraShutdownTimeout();
        return Duration.ofSeconds((long) main.configure().getShutdownTimeout() + extra);
    }
}
