package org.pineflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/** camel-main with our settings and no others, and with the delivery rules beside the routes. */
final class PineflowMain extends Main {

    private static final String ROUTES_KEY = "camel.main.routesIncludePattern";
    private static final String DELIVERY_RULES = "classpath:org/pineflow/delivery/delivery.camel.yaml";

    private final Settings settings;
    private final Optional<String> routes;

    /** What was read, for those who made a mistake in it; set once, before any route is made. */
    private List<RouteFile> routeFiles = List.of();

    /**
     * @param routes where the route files are (see {@link RoutePatterns}); empty = where the settings say
     */
    PineflowMain(Settings settings, Optional<String> routes) {
        this.settings = settings;
        this.routes = routes;
        setAppName("Pineflow");
        setShutdownStrategy(new SimpleMainShutdownStrategy()); // Signals are the business of Foreground.
        setPropertyPlaceholderLocations("false");
        setOverrideProperties(settings.values());
        configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
        configure().setAutoConfigurationSystemPropertiesEnabled(false);
        addMainListener(new RoutesChooser());
    }

    /** Tells the user why the start failed. */
    StartFailure explain(Exception failure) {
        return StartFailure.of(failure, settings, new RouteFiles(routeFiles, this::fileOfRoute));
    }

    private Optional<String> fileOfRoute(String id) {
        return Optional.ofNullable(getCamelContext())
                .map(context -> context.getCamelContextExtension().getContextPlugin(Model.class))
                .map(model -> model.getRouteDefinition(id))
                .map(RouteDefinition::getResource)
                .map(resource -> resource.getLocation().replaceFirst("^file:", ""));
    }

    /** Puts the route files together once placeholders can be resolved, and before camel-main looks for them. */
    private final class RoutesChooser extends MainListenerSupport {

        @Override
        public void beforeConfigure(BaseMainSupport support) {
            CamelContext context = support.getCamelContext();
            String pattern = routes.orElseGet(() -> context.resolvePropertyPlaceholders("{{" + ROUTES_KEY + "}}"));
            Collection<Resource> found = found(pattern, support);
            if (found.isEmpty()) {
                throw new ConfigurationException("No route file matches " + pattern + ". Name some with --routes.");
            }
            routeFiles = found.stream().flatMap(file -> read(file).stream()).toList();
            requireFreePort(context, "camel.management");
            requireFreePort(context, "camel.server");
            boolean rules = Boolean.parseBoolean(context.resolvePropertyPlaceholders("{{pineflow.defaultDelivery}}"));
            addOverrideProperty(ROUTES_KEY, rules ? pattern + "," + DELIVERY_RULES : pattern);
        }

        /** Camel has bound the beans of the settings by now. */
        @Override
        public void afterConfigure(BaseMainSupport support) {
            TemporaryFiles.avoidThoseOfDatabases(support.getCamelContext());
            DefaultStores.bind(support.getCamelContext());
            DefaultCluster.add(support.getCamelContext());
        }

        private static Collection<Resource> found(String pattern, BaseMainSupport support) {
            try {
                return support.getRoutesCollector()
                        .findRouteResourcesFromDirectory(support.getCamelContext(), null, pattern);
            } catch (RuntimeCamelException noSuchFolder) {
                return List.of();
            }
        }

        /** Camel reads it again, and has the word on what cannot be read. */
        private static Optional<RouteFile> read(Resource file) {
            try (InputStream in = file.getInputStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return Optional.of(RouteFile.parse(file.getLocation().replaceFirst("^file:", ""), text));
            } catch (IOException unreadable) {
                return Optional.empty();
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
    }
}
