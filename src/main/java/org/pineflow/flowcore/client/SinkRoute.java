package org.pineflow.flowcore.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The way to a sink: straight or through an HTTP proxy, with TLS where the address wants it.
 *
 * @param tls the TLS settings; without them those of the JVM
 * @param proxy the proxy; without one the proxy settings of the JVM hold
 * @param connectTimeout for the connection, and as long again for the answer of a proxy and for TLS
 */
public record SinkRoute(Optional<SSLContext> tls, Optional<InetSocketAddress> proxy, Duration connectTimeout) {

    /** The most of a proxy's answer that is read, in bytes. */
    private static final int PROXY_ANSWER = 8192;

    /**
     * The target of a request line: only a proxy is told the whole address.
     *
     * @param through the proxy that the connection goes through
     */
    static String requestTarget(URI address, Optional<InetSocketAddress> through) {
        String path = address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
        return isSecure(address) || through.isEmpty()
                ? path
                : address.getScheme() + "://" + address.getRawAuthority() + path;
    }

    /**
     * Connects.
     *
     * @param socket not connected yet; whoever closes it ends this
     * @param through as {@link #proxyFor} says
     * @return the socket to talk over
     */
    Socket connect(Socket socket, URI address, Optional<InetSocketAddress> through) throws IOException {
        int timeout = (int) Math.min(Integer.MAX_VALUE, connectTimeout.toMillis());
        int port = address.getPort() >= 0 ? address.getPort() : isSecure(address) ? 443 : 80;
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        InetSocketAddress next = through.orElseGet(() -> new InetSocketAddress(host, port));
        socket.connect(
                next.isUnresolved() && through.isPresent()
                        ? new InetSocketAddress(next.getHostString(), next.getPort())
                        : next,
                timeout);
        socket.setTcpNoDelay(true);
        if (!isSecure(address)) {
            return socket;
        }
        socket.setSoTimeout(timeout);
        if (through.isPresent()) {
            tunnel(socket, address.getHost() + ":" + port);
        }
        Socket secured = secured(socket, host, port);
        secured.setSoTimeout(0);
        return secured;
    }

    private Socket secured(Socket socket, String host, int port) throws IOException {
        SSLContext context = tls.isPresent() ? tls.get() : standard();
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static SSLContext standard() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static void tunnel(Socket socket, String authority) throws IOException {
        String question = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
        socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || answer.length() > PROXY_ANSWER) {
                throw new IOException("the proxy gave no answer to CONNECT");
            }
            answer.append((char) next);
        }
        if (!answer.toString().matches("(?s)HTTP/1\\.[01] 2\\d\\d.*")) {
            throw new IOException("the proxy refuses: "
                    + answer.substring(0, answer.indexOf("\r\n")).replaceAll("[^ -~]", "?"));
        }
    }

    /** The proxy that a connection to this address is to go through, as things are now. */
    Optional<InetSocketAddress> proxyFor(URI address) {
        if (proxy.isPresent() || ProxySelector.getDefault() == null) {
            return proxy;
        }
        return ProxySelector.getDefault().select(address).stream()
                .filter(found -> found.type() == Proxy.Type.HTTP)
                .map(found -> (InetSocketAddress) found.address())
                .findFirst();
    }

    private static boolean isSecure(URI address) {
        return address.getScheme().toLowerCase(Locale.ROOT).equals("https");
    }
}
