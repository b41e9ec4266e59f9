package org.pineflow.flowcore;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.pineflow.flowcore.client.AdditionalProperties;
import org.pineflow.flowcore.client.Canary;
import org.pineflow.flowcore.client.Delivery;
import org.pineflow.flowcore.client.DeliveryPoint;
import org.pineflow.flowcore.client.DeliverySettings;
import org.pineflow.flowcore.client.EventMetadata;
import org.pineflow.flowcore.client.FileDelivery;
import org.pineflow.flowcore.client.Gate;
import org.pineflow.flowcore.client.Target;
import org.pineflow.flowcore.client.WebhookClient;
import org.pineflow.flowcore.client.WebhookTransport;

/** Deliver events to Flowcore-style webhook ingestion, with nothing lost. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "flowcore",
        title = "Flowcore",
        syntax = "flowcore:operation:flowType/eventType",
        category = {Category.CLOUD, Category.HTTP},
        producerOnly = true,
        headersClass = FlowcoreConstants.class)
public class FlowcoreEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    @UriPath(description = "Whether a request holds one event, a JSON array of events, or a file.")
    @Metadata(required = true)
    private FlowcoreOperation operation;

    @UriPath(description = "Name of the flow type.")
    @Metadata(required = true)
    private String flowType;

    @UriPath(description = "Name of the event type.")
    @Metadata(required = true)
    private String eventType;

    @UriParam
    private FlowcoreConfiguration configuration;

    /** Set at start, before any producer sends. */
    private volatile Delivery delivery;

    /** The same, where files are sent. */
    private volatile FileDelivery fileDelivery;

    /** Only used by start and stop, which Camel never runs together. */
    private FlowcoreHealthCheck healthCheck;

    /** An endpoint with options of its own. */
    public FlowcoreEndpoint(String uri, FlowcoreComponent component, FlowcoreConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    /**
     * Looks at every option, so that a mistake is told before anything starts.
     *
     * @throws IllegalArgumentException naming the option and the cure
     */
    void check() {
        target();
        settings();
        if (configuration.getAdditionalProperties() != null) {
            AdditionalProperties.require(configuration.getAdditionalProperties());
        }
        connection().check();
        SinkConnection.positive("retryDelay", configuration.getRetryDelay());
        if (configuration.getRetryMaxDelay() < configuration.getRetryDelay()) {
            throw new IllegalArgumentException("retryMaxDelay must not be less than retryDelay");
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        FlowcoreComponent component = getComponent();
        Duration retryMaxDelay = Duration.ofMillis(configuration.getRetryMaxDelay());
        Target target = target();
        SinkConnection connection = connection();
        WebhookClient client = component.client(retryMaxDelay);
        Gate sink = component.gate(target.sink(), Duration.ofMillis(configuration.getRetryDelay()), retryMaxDelay);
        if (operation == FlowcoreOperation.file) {
            fileDelivery = client.files(
                    target,
                    metadata(),
                    configuration.isExpectContinue(),
                    connection.fileTransport(getCamelContext()),
                    connection.login(),
                    sink);
            register(fileDelivery);
        } else {
            delivery = client.delivery(
                    target,
                    settings(),
                    component.deflaters(configuration),
                    connection.transport(getCamelContext(), component.sockets()),
                    connection.login(),
                    sink);
            register(delivery);
        }
    }

    private void register(DeliveryPoint point) {
        HealthCheckRegistry health = HealthCheckRegistry.get(getCamelContext());
        if (health != null && getComponent().isHealthCheckProducerEnabled()) {
            healthCheck = new FlowcoreHealthCheck(healthCheckId(health, point), point);
            health.register(healthCheck);
        }
    }

    @Override
    protected void doStop() throws Exception {
        HealthCheckRegistry health = HealthCheckRegistry.get(getCamelContext());
        if (health != null && healthCheck != null) {
            health.unregister(healthCheck);
        }
        super.doStop();
    }

    @Override
    public Producer createProducer() {
        return operation == FlowcoreOperation.file ? new FlowcoreFileProducer(this) : new FlowcoreProducer(this);
    }

    /** Not possible: events are read back by other means. */
    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("flowcore: cannot be read from; use it in a to step");
    }

    @Override
    public FlowcoreComponent getComponent() {
        return (FlowcoreComponent) super.getComponent();
    }

    @Override
    public String getServiceUrl() {
        return target().sink();
    }

    @Override
    public String getServiceProtocol() {
        return target().uri().getScheme();
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("tenant", configuration.getTenant(), "dataCore", configuration.getDataCore());
    }

    /** What delivers the events of this endpoint; there from the start on, unless it sends files. */
    Delivery delivery() {
        return delivery;
    }

    /** What delivers the files of this endpoint; there from the start on, if it sends files. */
    FileDelivery fileDelivery() {
        return fileDelivery;
    }

    /**
     * Looks at the sink of this endpoint.
     *
     * @param timeout longest wait for one answer
     * @param lookups threads that a name service may block
     */
    public SinkCheck sinkCheck(Duration timeout, Executor lookups) {
        SinkConnection connection = connection();
        String sink = target().sink();
        try {
            WebhookTransport transport =
                    connection.transport(getCamelContext(), getComponent().sockets(), timeout);
            return new SinkCheck(
                    sink,
                    sink + "/api/v1",
                    connection.reach(getCamelContext(), URI.create(sink), lookups),
                    (flow, event) -> new Canary(
                            configuration.getBaseUrl(),
                            configuration.getTenant(),
                            configuration.getDataCore(),
                            flow,
                            event,
                            transport,
                            connection.login(),
                            Clock.systemUTC()),
                    timeout);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new RuntimeCamelException("the TLS parameters of flowcore: cannot be used", unusable);
        }
    }

    /** Two endpoints may deliver to one address with different options; each has a check of its own. */
    private String healthCheckId(HealthCheckRegistry health, DeliveryPoint point) {
        String first = "producer:flowcore-" + operation + ":" + point.target();
        String id = first;
        for (int more = 2; health.getCheck(id).isPresent(); more++) {
            id = first + "#" + more;
        }
        return id;
    }

    Target target() {
        return Target.of(
                configuration.getBaseUrl(),
                operation.name(),
                configuration.getTenant(),
                configuration.getDataCore(),
                flowType,
                eventType);
    }

    private DeliverySettings settings() {
        return new DeliverySettings(
                operation == FlowcoreOperation.events,
                configuration.getMaxBatchEvents(),
                configuration.getMaxBatchBytes(),
                configuration.getMaxEventBytes(),
                connection().compression(),
                metadata(),
                fieldName("eventTimeKey", configuration.getEventTimeKey()),
                fieldName("validTimeKey", configuration.getValidTimeKey()));
    }

    private Optional<String> metadata() {
        return EventMetadata.header(
                configuration.getMetadata(),
                Duration.ofMillis(configuration.getTimeToLive()),
                configuration.isEphemeral());
    }

    private static Optional<String> fieldName(String option, String name) {
        if (name == null || name.isEmpty()) {
            return Optional.empty();
        }
        if (!name.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(option + " travels in a header and must be printable ASCII");
        }
        return Optional.of(name);
    }

    private SinkConnection connection() {
        return new SinkConnection(configuration);
    }

    public FlowcoreOperation getOperation() {
        return operation;
    }

    public void setOperation(FlowcoreOperation operation) {
        this.operation = operation;
    }

    public String getFlowType() {
        return flowType;
    }

    public void setFlowType(String flowType) {
        this.flowType = flowType;
    }

    public String getEventType() {
        return eventType;
    }

    public void setEventType(String eventType) {
        this.eventType = eventType;
    }

    public FlowcoreConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(FlowcoreConfiguration configuration) {
        this.configuration = configuration;
    }
}
