package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.Unreachable;

/** Against a server with a certificate of the name {@code localhost}, made by the JDK's keytool. */
class TlsTest {

    private static final String PASSWORD = "test-only";

    @TempDir
    private static Path folder;

    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static ScriptedServer server() throws Exception {
        return new ScriptedServer("wss", trusting.getServerSocketFactory(), 0);
    }

    @Test
    void aTrustedServerIsSpokenToOverTls() throws Exception {
        try (ScriptedServer server = server();
                TestClient client = new TestClient(TestSettings.of(server.url()).ssl(trusting))) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String rq = client.openFirehose(connection, "x");
            peer.readText();
            peer.text("{\"rp\":\"" + rq + "\",\"data\":{\"a\":\"" + "x".repeat(100_000) + "\"}}");
            assertThat(client.next(Got.class).rows().get(0)).hasSize(100_008);
        }
    }

    @Test
    void aServerThatIsNotTrustedIsRefused() throws Exception {
        try (ScriptedServer server = server();
                TestClient client = new TestClient(TestSettings.of(server.url()))) {
            handshakeFails(server);
            assertThat(client.next(Unreachable.class).cause())
                    .hasMessageContaining("TLS failed")
                    .hasMessageContaining("sslContextParameters");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        try (ScriptedServer server = server()) {
            URI byAddress = URI.create("wss://127.0.0.1:" + server.port() + "/fd1");
            try (TestClient client = new TestClient(TestSettings.of(byAddress).ssl(trusting))) {
                handshakeFails(server);
                assertThat(client.next(Unreachable.class).cause())
                        .hasMessageContaining("TLS failed")
                        .hasMessageContaining("alternative names matching IP address 127.0.0.1");
            }
        }
    }

    private static void handshakeFails(ScriptedServer server) throws Exception {
        try (Peer peer = server.accept()) {
            peer.awaitEnd();
        }
    }
}
