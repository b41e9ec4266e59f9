package org.pineflow.flowcore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowcoreTlsTest {

    @TempDir
    static Path folder;

    private static HttpsServer server;
    private static SSLContextParameters tls;

    /** From where each request came. */
    private static final List<InetSocketAddress> SENDERS = new CopyOnWriteArrayList<>();

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeAll
    static void startServer() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "sink",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStoreParameters keys = new KeyStoreParameters();
        keys.setResource("file:" + store);
        keys.setPassword("changeit");
        KeyManagersParameters own = new KeyManagersParameters();
        own.setKeyStore(keys);
        own.setKeyPassword("changeit");
        TrustManagersParameters trusted = new TrustManagersParameters();
        trusted.setKeyStore(keys);
        tls = new SSLContextParameters();
        tls.setKeyManagers(own);
        tls.setTrustManagers(trusted);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.createSSLContext(new DefaultCamelContext())));
        server.createContext("/", exchange -> {
            SENDERS.add(exchange.getRemoteAddress());
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"eventId\":\"a\",\"eventIds\":[\"a\"],\"checksum\":\"x\",\"hashType\":\"X\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop(0);
    }

    @BeforeEach
    void start() {
        SENDERS.clear();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aSinkThatIsTrustedIsServed() {
        context.getRegistry().bind("tls", tls);
        assertThat(send("&sslContextParameters=#tls")).isNull();
    }

    @Test
    void requestsFollowEachOtherOverOneSecuredConnection() {
        context.getRegistry().bind("tls", tls);
        for (int i = 0; i < 5; i++) {
            assertThat(send("&sslContextParameters=#tls")).isNull();
        }
        assertThat(SENDERS).hasSize(5);
        assertThat(Set.copyOf(SENDERS)).as("connections, and so handshakes").hasSize(1);
    }

    @Test
    void filesGoOnlyToASinkThatIsTrustedAndHasTheNameThatWasCalled() {
        context.getRegistry().bind("tls", tls);
        assertThat(sendFile("localhost", "&sslContextParameters=#tls")).isNull();
        assertThat(sendFile("127.0.0.1", "&sslContextParameters=#tls"))
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("No subject alternative names");
        assertThat(sendFile("localhost", ""))
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("SSLHandshakeException");
    }

    @Test
    void theTlsSettingsOfTheContextAreUsedWhenAskedFor() {
        context.setSSLContextParameters(tls);
        context.getComponent("flowcore", FlowcoreComponent.class).setUseGlobalSslContextParameters(true);
        assertThat(send("")).isNull();
    }

    @Test
    void aSinkThatIsNotTrustedGetsNothing() {
        assertThat(send("&retryDelay=" + Duration.ofHours(1).toMillis() + "&retryMaxDelay=1h"))
                .isInstanceOf(FlowcoreUnavailableException.class)
                .hasMessageContaining("SSLHandshakeException");
    }

    private Exception send(String options) {
        return send("event", "localhost", options);
    }

    private Exception sendFile(String host, String options) {
        return send("file", host, options);
    }

    private Exception send(String operation, String host, String options) {
        String uri = "flowcore:" + operation + ":f/e?baseUrl=https://" + host + ":"
                + server.getAddress().getPort() + "&tenant=t&dataCore=d&apiKey=s3cr3t" + options;
        return context.createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().setBody("{}"))
                .getException();
    }
}
