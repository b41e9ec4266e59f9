package org.pineflow.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesSource;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.flowcore.FlowcoreComponent;
import org.pineflow.flowcore.FlowcoreConfiguration;
import org.pineflow.flowcore.client.Resender;
import org.pineflow.position.PositionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that a run with these settings would use, for commands that look at them or change them beside it. The beans
 * of the settings are made and nothing else is: no route is loaded, no port is opened, no server is asked. To be closed.
 */
final class ConfiguredStores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredStores.class);

    private static final String SINK = "camel.component.flowcore.";

    /** What beans are made of. All other keys of Camel's are there for placeholders alone. */
    private static final List<String> FOR_BEANS =
            List.of("camel.beans.", "camel.main.configurationClasses", "camel.vault.", "camel.component.properties.");

    /** What a sink is reached with, besides. */
    private static final List<String> FOR_SINK = List.of(SINK, "camel.ssl.");

    private final Main main;

    private ConfiguredStores(Main main) {
        this.main = main;
    }

    /**
     * Makes the beans of these settings, and the stores that are used when the settings name none.
     *
     * @throws StartFailedException when a bean cannot be made; its message is for the user
     */
    static ConfiguredStores open(Settings settings) {
        return open(settings, FOR_BEANS);
    }

    /**
     * The same, and the sink that {@code camel.component.flowcore.…} sets up.
     *
     * @throws StartFailedException when a bean cannot be made or an option cannot be set; its message is for the user
     */
    static ConfiguredStores openWithSink(Settings settings) {
        return open(
                settings, Stream.concat(FOR_BEANS.stream(), FOR_SINK.stream()).toList());
    }

    private static ConfiguredStores open(Settings settings, List<String> used) {
        Map<String, Object> applied = new HashMap<>();
        Map<String, String> hidden = new HashMap<>();
        for (Setting setting : settings.all()) {
            if (!setting.key().startsWith("camel.") || used.stream().anyMatch(setting.key()::startsWith)) {
                applied.put(setting.key(), setting.value());
            } else {
                hidden.put(setting.key(), setting.value());
            }
        }
        Main main = new Main();
        main.setPropertyPlaceholderLocations("false");
        main.setOverrideProperties(applied);
        main.configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
        main.configure().setAutoConfigurationSystemPropertiesEnabled(false);
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setRoutesCollectorEnabled(false);
        main.addMainListener(new StoresAlone(hidden));
        ConfiguredStores stores = new ConfiguredStores(main);
        try {
            main.init();
            return stores;
        } catch (Exception e) {
            stores.close();
            throw new StartFailedException(StartFailure.of(e, settings, RouteFiles.NONE), e);
        }
    }

    /** Where positions are kept. */
    PositionStore positions() {
        return only(PositionStore.class, "position stores");
    }

    /** Where dead letters are kept. */
    DeadLetterStore deadLetters() {
        return only(DeadLetterStore.class, "dead letter stores");
    }

    /**
     * What sends dead letters again.
     *
     * @throws ConfigurationException when the sink is not set up
     */
    Resender resender() {
        try {
            return main.getCamelContext()
                    .getComponent("flowcore", FlowcoreComponent.class)
                    .resender();
        } catch (Exception e) {
            throw new ConfigurationException("The sink is not set up (" + SINK + "…): " + e.getMessage(), e);
        }
    }

    /** How long the sink may take to answer one request. */
    Duration requestTimeout() {
        FlowcoreConfiguration sink = main.getCamelContext()
                .getComponent("flowcore", FlowcoreComponent.class)
                .getConfiguration();
        return Duration.ofMillis(sink.getConnectTimeout() + sink.getRequestTimeout());
    }

    private <T> T only(Class<T> type, String what) {
        Map<String, T> found = main.getCamelContext().getRegistry().findByTypeWithName(type);
        if (found.size() != 1) {
            throw new ConfigurationException(
                    "There are several " + what + ": "
                            + String.join(", ", new TreeSet<>(found.keySet()))
                            + ". Leave out all but one for this command, with a --config file that has camel.beans.… of it alone.");
        }
        return found.values().iterator().next();
    }

    /** Gives up what the beans hold open: last made, first closed, as a store needs its data source to the end. */
    @Override
    public void close() {
        CamelContext context = main.getCamelContext();
        if (context != null) {
            close(context.getRegistry().findByType(PositionStore.class));
            close(context.getRegistry().findByType(DeadLetterStore.class));
            close(context.getRegistry().findByType(AutoCloseable.class));
        }
        main.stop();
    }

    private static void close(Set<?> beans) {
        for (Object bean : beans) {
            if (bean instanceof AutoCloseable closeable && !(bean instanceof CamelContext)) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    LOG.warn("{} could not be closed: {}", closeable, e.toString());
                }
            }
        }
    }

    private static final class StoresAlone extends MainListenerSupport {

        private final Map<String, String> hidden;

        StoresAlone(Map<String, String> hidden) {
            this.hidden = Map.copyOf(hidden);
        }

        @Override
        public void beforeInitialize(BaseMainSupport support) {
            support.getCamelContext().getPropertiesComponent().addPropertiesSource(new Hidden(hidden));
        }

        @Override
        public void afterConfigure(BaseMainSupport support) {
            DefaultStores.bind(support.getCamelContext());
        }
    }

    /** Settings that placeholders can name, and that camel-main does not see when it looks for what it could set. */
    private record Hidden(Map<String, String> values) implements PropertiesSource {

        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public String getProperty(String name) {
            return values.get(name);
        }
    }
}
