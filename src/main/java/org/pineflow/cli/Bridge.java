package org.pineflow.cli;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** camel-main with our settings: loads the routes, starts them, and waits until it is told to stop. */
final class Bridge implements Foreground.Service {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final String ROUTES_KEY = "camel.main.routesIncludePattern";
    private static final String DELIVERY_RULES = "classpath:org/pineflow/delivery/delivery.camel.yaml";

    private final Settings settings;
    private final Optional<String> routes;
    private final Main main = new Main();

    /**
     * @param routes where the route files are (see {@link RoutePatterns}); empty = where the settings say
     */
    Bridge(Settings settings, Optional<String> routes) {
        this.settings = settings;
        this.routes = routes;
        main.setAppName("Pineflow");
        main.setShutdownStrategy(new SimpleMainShutdownStrategy()); // Signals are the business of Foreground.
        main.setPropertyPlaceholderLocations("false");
        main.setOverrideProperties(settings.values());
        main.configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
        main.configure().setAutoConfigurationSystemPropertiesEnabled(false);
        main.addMainListener(new RoutesChooser());
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
        StartFailure failure = StartFailure.of(e, settings, this::fileOfRoute);
        System.err.println(failure.message());
        if (failure.isUnexpected()) {
            LOG.error("The start failed", e);
        }
        main.stop();
        return failure.exitCode();
    }

    private Optional<String> fileOfRoute(String id) {
        return Optional.ofNullable(main.getCamelContext())
                .map(context -> context.getCamelContextExtension().getContextPlugin(Model.class))
                .map(model -> model.getRouteDefinition(id))
                .map(RouteDefinition::getResource)
                .map(resource -> resource.getLocation().replaceFirst("^file:", ""));
    }

    @Override
    public void stop() {
        LOG.info("Stopping: no new input, batches in flight end.");
        main.completed();
    }

    @Override
    public Duration stopTimeout() {
        int extra = main.configure().getExtraShutdownTimeout();
        return Duration.ofSeconds((long) main.configure().getShutdownTimeout() + extra);
    }

    /** Puts the route files together once placeholders can be resolved, and before camel-main looks for them. */
    private final class RoutesChooser extends MainListenerSupport {

        @Override
        public void beforeConfigure(BaseMainSupport support) {
            CamelContext context = support.getCamelContext();
            String pattern = routes.orElseGet(() -> context.resolvePropertyPlaceholders("{{" + ROUTES_KEY + "}}"));
            if (!anyFileMatches(pattern, support)) {
                throw new ConfigurationException("No route file matches " + pattern + ". Name some with --routes.");
            }
            requireFreePort(context, "camel.management");
            requireFreePort(context, "camel.server");
            boolean rules = Boolean.parseBoolean(context.resolvePropertyPlaceholders("{{pineflow.defaultDelivery}}"));
            main.addOverrideProperty(ROUTES_KEY, rules ? pattern + "," + DELIVERY_RULES : pattern);
        }

        /** Camel has bound the beans of the settings by now. */
        @Override
        public void afterConfigure(BaseMainSupport support) {
            DefaultStores.bind(support.getCamelContext());
        }

        private static boolean anyFileMatches(String pattern, BaseMainSupport support) {
            try {
                return !support.getRoutesCollector()
                        .findRouteResourcesFromDirectory(support.getCamelContext(), null, pattern)
                        .isEmpty();
            } catch (RuntimeCamelException noSuchFolder) {
                return false;
            }
        }

        /** Camel only warns when a server cannot have its port, and then runs without it. */
        private void requireFreePort(CamelContext context, String server) {
            if (Boolean.parseBoolean(context.resolvePropertyPlaceholders("{{" + server + ".enabled:false}}"))) {
                String host = context.resolvePropertyPlaceholders("{{" + server + ".host:0.0.0.0}}");
                int port = Integer.parseInt(context.resolvePropertyPlaceholders("{{" + server + ".port:8080}}"));
                Ports.requireFree(host, port, server + ".port");
            }
        }

        @Override
        public void afterStart(BaseMainSupport support) {
            LOG.info("Running {} routes.", support.getCamelContext().getRoutesSize());
        }
    }
}
