package org.pineflow.flowcore;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.pineflow.flowcore.client.Compression;
import org.pineflow.flowcore.client.Login;
import org.pineflow.flowcore.client.RestingSockets;
import org.pineflow.flowcore.client.SinkReach;
import org.pineflow.flowcore.client.SinkRoute;
import org.pineflow.flowcore.client.SocketWebhookTransport;
import org.pineflow.flowcore.client.StreamingFileTransport;
import org.pineflow.flowcore.client.WebhookTransport;

/** How a sink is reached, as the options say. */
final class SinkConnection {

    private final FlowcoreConfiguration configuration;

    SinkConnection(FlowcoreConfiguration configuration) {
        this.configuration = configuration;
    }

    /** @throws IllegalArgumentException when an option is missing or unfit; names the option and the cure */
    void check() {
        login();
        compression();
        positive("connectTimeout", configuration.getConnectTimeout());
        positive("requestTimeout", configuration.getRequestTimeout());
        boolean proxied = configuration.getProxyHost() != null;
        if (proxied && (configuration.getProxyPort() < 1 || configuration.getProxyPort() > 65535)) {
            throw new IllegalArgumentException("proxyHost needs a proxyPort from 1 to 65535");
        }
    }

    Login login() {
        return new Login(configuration.getApiKey(), configuration.getApiKeyIn());
    }

    Compression compression() {
        try {
            return Compression.valueOf(configuration.getCompression().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "compression must be gzip, deflate or none, not '" + configuration.getCompression() + "'");
        }
    }

    /**
     * @param resting where connections rest between requests
     * @throws Exception when the TLS settings of the context cannot be used
     */
    WebhookTransport transport(CamelContext context, RestingSockets resting) throws Exception {
        return transport(context, resting, Duration.ofMillis(configuration.getRequestTimeout()));
    }

    /** With another request timeout than the options say. */
    WebhookTransport transport(CamelContext context, RestingSockets resting, Duration requestTimeout)
            throws GeneralSecurityException, IOException {
        return new SocketWebhookTransport(route(context), login(), requestTimeout, resting);
    }

    /** @throws Exception when the TLS settings of the context cannot be used */
    StreamingFileTransport fileTransport(CamelContext context) throws Exception {
        return new StreamingFileTransport(
                route(context), login(), Duration.ofMillis(configuration.getRequestTimeout()));
    }

    private SinkRoute route(CamelContext context) throws GeneralSecurityException, IOException {
        return new SinkRoute(tls(context), proxy(), Duration.ofMillis(configuration.getConnectTimeout()));
    }

    /**
     * Looks whether {@code sink} can be connected to.
     *
     * @param lookups threads that a name service may block
     */
    SinkReach reach(CamelContext context, URI sink, Executor lookups) throws GeneralSecurityException, IOException {
        return new SinkReach(sink, tls(context), proxy(), lookups);
    }

    private Optional<InetSocketAddress> proxy() {
        return Optional.ofNullable(configuration.getProxyHost())
                .map(host -> InetSocketAddress.createUnresolved(host, configuration.getProxyPort()));
    }

    private Optional<SSLContext> tls(CamelContext context) throws GeneralSecurityException, IOException {
        SSLContextParameters parameters = configuration.getSslContextParameters();
        return parameters == null ? Optional.empty() : Optional.of(parameters.createSSLContext(context));
    }

    static void positive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + " must be more than 0 ms");
        }
    }
}
