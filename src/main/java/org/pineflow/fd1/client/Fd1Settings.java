package org.pineflow.fd1.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to reach and log in to an FD1 server. Two equal settings may share a socket. {@link #toString} shows no secret.
 *
 * @param urls the whole WebSocket addresses, tried in turn; at least one
 * @param apiKey secret; empty = none
 * @param token secret; empty = none
 * @param upgradeHeaders headers added to the upgrade request; secret
 * @param loginTimeout how long to wait for a login answer before going on without one
 * @param requestTimeout the longest silence in an open request that must be answered
 * @param idleTimeout no frame of any kind for so long = a dead connection; a ping is sent half way. Only time in which
 *     the socket is read counts
 * @param reconnectDelay first wait before connecting again, doubled each time up to {@code reconnectMaxDelay}, each
 *     wait drawn evenly between zero and that (full jitter)
 * @param maxMessageBytes a larger message is discarded as it streams in
 * @param sslContext for wss; empty = the JDK's default
 * @throws IllegalArgumentException if they cannot work; the message says which and why, and shows no secret
 */
public record Fd1Settings(
        List<URI> urls,
        String apiKey,
        String token,
        Map<String, String> upgradeHeaders,
        Duration loginTimeout,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration reconnectDelay,
        Duration reconnectMaxDelay,
        int maxMessageBytes,
        Optional<SSLContext> sslContext) {

    public Fd1Settings {
        urls = List.copyOf(urls);
        upgradeHeaders = Map.copyOf(upgradeHeaders);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("there is no url");
        }
        urls.forEach(Addresses::check);
        if (!apiKey.isEmpty() && !token.isEmpty()) {
            throw new IllegalArgumentException("apiKey and token are both given; a login takes one of them");
        }
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes must be at least 1, but is " + maxMessageBytes);
        }
        if (idleTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("idleTimeout must be at least 1 ms, but is " + idleTimeout);
        }
    }

    /** The addresses only, without their user parts and queries. */
    @Override
    public String toString() {
        return urls.stream().map(Addresses::shown).toList().toString();
    }
}
