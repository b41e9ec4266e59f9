package org.pineflow.fd1.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Settings for tests: patient where nothing is to happen, quick to connect again. Immutable. */
record TestSettings(
        List<URI> urls,
        String apiKey,
        Map<String, String> headers,
        Duration loginTimeout,
        Duration idle,
        Duration reconnect,
        Duration reconnectMax,
        int maxMessageBytes,
        Optional<SSLContext> ssl) {

    static TestSettings of(URI... urls) {
        return new TestSettings(
                List.of(urls),
                "",
                Map.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                16 << 20,
                Optional.empty());
    }

    TestSettings apiKey(String key) {
        return new TestSettings(urls, key, headers, loginTimeout, idle, reconnect, reconnectMax, maxMessageBytes, ssl);
    }

    TestSettings headers(Map<String, String> added) {
        return new TestSettings(urls, apiKey, added, loginTimeout, idle, reconnect, reconnectMax, maxMessageBytes, ssl);
    }

    TestSettings loginTimeout(Duration timeout) {
        return new TestSettings(urls, apiKey, headers, timeout, idle, reconnect, reconnectMax, maxMessageBytes, ssl);
    }

    TestSettings idle(Duration timeout) {
        return new TestSettings(
                urls, apiKey, headers, loginTimeout, timeout, reconnect, reconnectMax, maxMessageBytes, ssl);
    }

    TestSettings reconnect(Duration first, Duration max) {
        return new TestSettings(urls, apiKey, headers, loginTimeout, idle, first, max, maxMessageBytes, ssl);
    }

    TestSettings maxMessageBytes(int bytes) {
        return new TestSettings(urls, apiKey, headers, loginTimeout, idle, reconnect, reconnectMax, bytes, ssl);
    }

    TestSettings ssl(SSLContext context) {
        return new TestSettings(
                urls,
                apiKey,
                headers,
                loginTimeout,
                idle,
                reconnect,
                reconnectMax,
                maxMessageBytes,
                Optional.of(context));
    }

    Fd1Settings build() {
        return new Fd1Settings(
                urls,
                apiKey,
                "",
                headers,
                loginTimeout,
                Duration.ofSeconds(60),
                idle,
                reconnect,
                reconnectMax,
                maxMessageBytes,
                ssl);
    }
}
