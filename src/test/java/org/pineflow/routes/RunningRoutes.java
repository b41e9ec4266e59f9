package org.pineflow.routes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.fd1.Fd1Stream;
import org.pineflow.fd1.stream.StreamStatus;

/** Route files in a camel-main with the shipped settings and delivery rules, as {@code pineflow run} puts it together. */
final class RunningRoutes implements AutoCloseable {

    private static final String SETTINGS =
            "file:config/application.properties,classpath:org/pineflow/cli/defaults.properties";
    private static final String DELIVERY_RULES = "classpath:org/pineflow/delivery/delivery.camel.yaml";

    private final Main main = new Main();

    private RunningRoutes(Path data, Map<String, String> settings, List<String> files) {
        main.setPropertyPlaceholderLocations(SETTINGS);
        main.addOverrideProperty("pineflow.home", Path.of("").toAbsolutePath().toString());
        main.addOverrideProperty("pineflow.data", data.toString());
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty("camel.main.shutdownTimeout", "10");
        settings.forEach(main::addOverrideProperty);
        main.addOverrideProperty(
                "camel.main.routesIncludePattern",
                Stream.concat(files.stream(), Stream.of(DELIVERY_RULES)).collect(Collectors.joining(",")));
    }

    /** Starts route files, each a pattern of camel-main, with {@code data} as the folder that is written to. */
    static RunningRoutes start(Path data, Map<String, String> settings, String... files) throws Exception {
        return start(data, settings, main -> {}, files);
    }

    /** The same, with a camel-main that is prepared first. */
    static RunningRoutes start(Path data, Map<String, String> settings, Consumer<Main> preparation, String... files)
            throws Exception {
        RunningRoutes running = new RunningRoutes(data, settings, List.of(files));
        running.main.addMainListener(new ClusterOfOne(data.resolve("cluster")));
        running.main.bind("deadLetters", new FileDeadLetterStore(data.resolve("dead-letters")));
        preparation.accept(running.main);
        try {
            running.main.start();
        } catch (Exception notStarted) {
            running.close();
            throw notStarted;
        }
        return running;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    /** The stream that a route consumes. */
    StreamStatus stream(String routeId) {
        return ((Fd1Stream) context().getRoute(routeId).getConsumer()).status();
    }

    /** What readiness says of a consumer. */
    HealthCheck.Result readiness(String routeId) {
        return HealthCheckHelper.invokeReadiness(context()).stream()
                .filter(result -> result.getCheck().getId().equals("consumer:" + routeId))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        main.stop();
    }

    /** What master: routes ask who leads. */
    private static final class ClusterOfOne extends MainListenerSupport {

        private final Path folder;

        ClusterOfOne(Path folder) {
            this.folder = folder;
        }

        @Override
        public void afterConfigure(BaseMainSupport main) {
            FileLockClusterService cluster = new FileLockClusterService();
            cluster.setRoot(folder.toString());
            try {
                main.getCamelContext().addService(cluster);
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
        }
    }
}
