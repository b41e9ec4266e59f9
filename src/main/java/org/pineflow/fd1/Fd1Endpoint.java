package org.pineflow.fd1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.pineflow.fd1.check.CheckedStream;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.position.PositionStore;

/** Receive changes and rows of Fieldpine FD1 servers over WebSocket: firehoses, chunked polls, single requests. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "fd1",
        title = "Fieldpine FD1",
        syntax = "fd1:operation:name",
        category = {Category.MESSAGING},
        headersClass = Fd1Constants.class)
public class Fd1Endpoint extends ScheduledPollEndpoint implements EndpointServiceLocation {

    /** Camel's own default of half a second is no pace for a poll of a point of sale. */
    private static final long POLL_DELAY = 60_000;

    @UriPath(enums = "firehose,poll,request", description = "What the endpoint does.")
    @Metadata(required = true)
    private final String operation;

    @UriPath(description = "The event of a firehose, or the endpoint that is polled or asked.")
    @Metadata(required = true)
    private final String name;

    @UriParam
    private Fd1Configuration configuration;

    private final Operation what;

    Fd1Endpoint(String uri, Fd1Component component, Operation what, String name, Fd1Configuration configuration) {
        super(ShownUri.of(uri), component);
        this.what = what;
        this.operation = what.text();
        this.name = name;
        this.configuration = configuration;
        setDelay(POLL_DELAY);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer =
                switch (what) {
                    case FIREHOSE -> new Fd1FirehoseConsumer(this, processor);
                    case POLL -> new Fd1PollConsumer(this, processor);
                    case REQUEST ->
                        throw new IllegalArgumentException(
                                "fd1:request: can only be sent to; read rows with fd1:poll: or fd1:firehose:");
                };
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        if (what != Operation.REQUEST) {
            throw new IllegalArgumentException(
                    "fd1:" + operation + ": can only be read from; send requests with" + " fd1:request:");
        }
        return new Fd1RequestProducer(this);
    }

    @Override
    public Fd1Component getComponent() {
        return (Fd1Component) super.getComponent();
    }

    /** What the options mean. */
    Fd1Options options() {
        return new Fd1Options(what, name, configuration);
    }

    /**
     * @throws IllegalArgumentException when an option is missing or cannot be what it is, with the cure
     */
    void checkOptions() {
        Fd1Options options = options();
        options.connection(Optional.empty());
        switch (what) {
            case FIREHOSE -> {
                options.stream();
                options.firehose();
            }
            case POLL -> {
                options.stream();
                options.poll();
            }
            case REQUEST -> options.query();
        }
    }

    /** How to reach the server. */
    Fd1Settings connection() {
        return options().connection(tls());
    }

    /** What a consumer of this endpoint would ask its server; empty for {@code fd1:request:}. */
    public Optional<CheckedStream> checkedStream() {
        if (what == Operation.REQUEST) {
            return Optional.empty();
        }
        Fd1Options options = options();
        boolean firehose = what == Operation.FIREHOSE;
        return Optional.of(new CheckedStream(
                connection(),
                options.stream(),
                options.fingerprint(),
                firehose ? Optional.of(options.firehose()) : Optional.empty(),
                firehose ? options.firehose().catchUp() : Optional.of(options.poll())));
    }

    /** Where the position of a consumer of this endpoint is kept. */
    public PositionStore positionStore() {
        PositionStore own = configuration.getPositionStore();
        return own != null ? own : getComponent().defaultPositionStore();
    }

    private Optional<SSLContext> tls() {
        SSLContextParameters parameters = configuration.getSslContextParameters();
        if (parameters == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parameters.createSSLContext(getCamelContext()));
        } catch (GeneralSecurityException | IOException unusable) {
            throw new RuntimeCamelException("the TLS parameters of fd1: cannot be used", unusable);
        }
    }

    @Override
    public String getServiceUrl() {
        return configuration.getUrl() == null ? "" : ShownUri.ofAddress(configuration.getUrl());
    }

    @Override
    public String getServiceProtocol() {
        return "fd1";
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    /** Itself alone: URIs are equal here when nothing but secrets differ, and Camel makes one endpoint for a whole URI. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** What the endpoint does: firehose, poll or request. */
    public String getOperation() {
        return operation;
    }

    /** The event of a firehose, or the endpoint that is polled or asked. */
    public String getName() {
        return name;
    }

    public Fd1Configuration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(Fd1Configuration configuration) {
        this.configuration = configuration;
    }
}
