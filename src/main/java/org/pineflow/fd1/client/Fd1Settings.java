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
    }

    /** The addresses only. */
    @Override
    public String toString() {
        return urls.toString();
    }
}
