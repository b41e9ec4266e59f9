package org.pineflow.flowcore;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.pineflow.flowcore.client.DeflaterPool;
import org.pineflow.flowcore.client.Deflaters;
import org.pineflow.flowcore.client.Gate;
import org.pineflow.flowcore.client.GateTime;
import org.pineflow.flowcore.client.Resender;
import org.pineflow.flowcore.client.RestingSockets;
import org.pineflow.flowcore.client.WebhookClient;
import org.pineflow.option.OptionValue;

/** Makes {@code flowcore:} endpoints, and owns what they share: one gate for each sink, the compressors, and connections that rest. */
@Component("flowcore")
public class FlowcoreComponent extends HealthCheckComponent implements SSLContextParametersAware {

    @Metadata(description = "The options that all endpoints start from.")
    private FlowcoreConfiguration configuration = new FlowcoreConfiguration();

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Enable usage of global SSL context parameters.")
    private boolean useGlobalSslContextParameters;

    private final GateTime time;
    private final Clock clock;
    private final RandomGenerator random;
    private final ConcurrentMap<String, Gate> gates = new ConcurrentHashMap<>();
    private final ConcurrentMap<List<Object>, DeflaterPool> deflaters = new ConcurrentHashMap<>();

    /** Made when the first is asked for; guarded by this object, as the timer is. */
    private Optional<RestingSockets> sockets = Optional.empty();

    private Optional<ScheduledExecutorService> timer = Optional.empty();

    /** A component that lives in the time of this machine. */
    public FlowcoreComponent() {
        this(GateTime.system(), Clock.systemUTC(), RandomGenerator.getDefault());
    }

    /**
     * A component with a time and a luck of its own.
     *
     * @param time of the gates
     * @param clock for answers that name a date
     * @param random for the jitter between retries
     */
    public FlowcoreComponent(GateTime time, Clock clock, RandomGenerator random) {
        this.time = time;
        this.clock = clock;
        this.random = random;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int colon = remaining.indexOf(':');
        FlowcoreOperation operation =
                FlowcoreOperation.of(colon < 0 ? remaining : remaining.substring(0, colon), parameters.keySet());
        String[] names = remaining.substring(colon + 1).split("/", -1);
        if (colon < 0 || names.length != 2) {
            throw new IllegalArgumentException(
                    "flowcore: names a flow type and an event type, as in flowcore:events:order.0/order.placed.0");
        }
        FlowcoreEndpoint endpoint = new FlowcoreEndpoint(uri, this, configuration.copy());
        endpoint.setOperation(operation);
        endpoint.setFlowType(decoded(names[0]));
        endpoint.setEventType(decoded(names[1]));
        checkValues(parameters);
        setProperties(endpoint, parameters);
        if (endpoint.getConfiguration().getSslContextParameters() == null) {
            endpoint.getConfiguration().setSslContextParameters(retrieveGlobalSslContextParameters());
        }
        endpoint.check();
        return endpoint;
    }

    private static void checkValues(Map<String, Object> parameters) {
        FlowcoreEndpointConfigurer types = new FlowcoreEndpointConfigurer();
        parameters.forEach((name, value) -> OptionValue.of(types.getOptionType(name.replace("-", ""), true))
                .flatMap(type -> type.complaint(value.toString()))
                .ifPresent(complaint -> {
                    throw new IllegalArgumentException(name + "=" + value + " " + complaint);
                }));
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // Routes stop before their components do, and wait for what is in flight: nothing may wait at a gate then.
        getCamelContext()
                .addLifecycleStrategy(LifecycleStrategySupport.adapt(LifecycleStrategySupport.onCamelContextStopping(
                        (CamelContext context) -> gates.values().forEach(Gate::stop))));
    }

    @Override
    protected void doStop() throws Exception {
        gates.values().forEach(Gate::stop);
        gates.clear();
        deflaters.values().forEach(DeflaterPool::close);
        deflaters.clear();
        closeSockets();
        super.doStop();
    }

    /** Where connections rest between requests. */
    synchronized RestingSockets sockets() {
        if (sockets.isEmpty()) {
            ScheduledExecutorService closing =
                    getCamelContext().getExecutorServiceManager().newScheduledThreadPool(this, "FlowcoreTimer", 1);
            timer = Optional.of(closing);
            sockets = Optional.of(new RestingSockets(closing, time::nanoTime));
        }
        return sockets.get();
    }

    private synchronized void closeSockets() {
        sockets.ifPresent(RestingSockets::close);
        timer.ifPresent(getCamelContext().getExecutorServiceManager()::shutdownNow);
        sockets = Optional.empty();
        timer = Optional.empty();
    }

    Gate gate(String sink, Duration delay, Duration maxDelay) {
        return gates.computeIfAbsent(sink, missing -> Gate.ofSink(delay, maxDelay, time, random));
    }

    DeflaterPool deflaters(FlowcoreConfiguration options) {
        String choice = options.getCompressor();
        int level = options.getCompressionLevel();
        Optional<Path> directory =
                Optional.ofNullable(options.getCompressorDirectory()).map(Path::of);
        return deflaters.computeIfAbsent(
                List.of(choice, level, directory), missing -> Deflaters.choose(choice, level, directory));
    }

    /**
     * What sends events again that were refused, by the options of this component.
     *
     * @throws IllegalArgumentException when an option is missing or unfit; names the option and the cure
     * @throws Exception when the TLS settings cannot be used
     */
    public Resender resender() throws Exception {
        FlowcoreConfiguration options = configuration.copy();
        if (options.getSslContextParameters() == null) {
            options.setSslContextParameters(retrieveGlobalSslContextParameters());
        }
        SinkConnection connection = new SinkConnection(options);
        connection.check();
        return new Resender(
                options.getBaseUrl(),
                options.getMaxEventBytes(),
                connection.compression(),
                deflaters(options),
                connection.transport(getCamelContext(), sockets()),
                connection.login(),
                clock);
    }

    WebhookClient client(Duration retryMaxDelay) {
        return new WebhookClient(time, clock, random, retryMaxDelay);
    }

    /** The options that all endpoints start from. */
    public FlowcoreConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(FlowcoreConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    /** Camel hands over the rest of the URI with spaces and the like still percent-encoded. */
    private static String decoded(String name) {
        return name.contains("%") ? URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8) : name;
    }
}
