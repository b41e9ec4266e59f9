package org.pineflow.flowcore;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.pineflow.flowcore.client.Compression;
import org.pineflow.flowcore.client.JdkWebhookTransport;
import org.pineflow.flowcore.client.Login;
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

    /** @throws Exception when the TLS settings of the context cannot be used */
    WebhookTransport transport(CamelContext context) throws Exception {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(configuration.getConnectTimeout()));
        if (configuration.getSslContextParameters() != null) {
            client.sslContext(configuration.getSslContextParameters().createSSLContext(context));
        }
        if (configuration.getProxyHost() != null) {
            client.proxy(ProxySelector.of(
                    new InetSocketAddress(configuration.getProxyHost(), configuration.getProxyPort())));
        }
        return new JdkWebhookTransport(client.build(), login(), Duration.ofMillis(configuration.getRequestTimeout()));
    }

    static void positive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + " must be more than 0 ms");
        }
    }
}
