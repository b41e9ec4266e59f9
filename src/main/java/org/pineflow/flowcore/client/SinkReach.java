package org.pineflow.flowcore.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Looks whether a sink can be connected to, and sends it nothing. */
public final class SinkReach {

    private static final int TLS = 443;
    private static final int PLAIN = 80;

    private final URI sink;
    private final Optional<SSLContext> tls;
    private final Optional<InetSocketAddress> proxy;
    private final Executor lookups;

    /**
     * @param tls for https; empty = the JDK's default
     * @param proxy instead of the sink, as that is what will be connected to; empty = none
     * @param lookups a name service may block its thread for long
     */
    public SinkReach(URI sink, Optional<SSLContext> tls, Optional<InetSocketAddress> proxy, Executor lookups) {
        this.sink = sink;
        this.tls = tls;
        this.proxy = proxy;
        this.lookups = lookups;
    }

    /**
     * Connects, shakes hands when it is https, and closes.
     *
     * @param timeout for each of the steps
     * @return what was reached, for people
     * @throws IOException when it cannot be reached; the message says why and what to do
     * @throws InterruptedException when the thread was interrupted
     */
    public String connect(Duration timeout) throws IOException, InterruptedException {
        boolean secure = "https".equalsIgnoreCase(sink.getScheme());
        int port = sink.getPort() >= 0 ? sink.getPort() : secure ? TLS : PLAIN;
        String host = proxy.map(InetSocketAddress::getHostString).orElseGet(sink::getHost);
        int at = proxy.map(InetSocketAddress::getPort).orElse(port);
        InetAddress address = lookUp(host, timeout);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, at), (int) timeout.toMillis());
            if (proxy.isPresent()) {
                return "the proxy " + host + ":" + at + " takes connections";
            }
            if (secure) {
                shakeHands(socket, host, at, timeout);
            }
            return host + ":" + at + " takes " + (secure ? "TLS " : "") + "connections";
        } catch (SocketTimeoutException slow) {
            throw new IOException(host + ":" + at + " does not answer within " + timeout.toMillis()
                    + " ms: check the address and firewalls");
        } catch (SSLException refused) {
            throw new IOException("TLS with " + host + ":" + at + " failed (" + refused.getMessage()
                    + "): check the host name, and the certificates that sslContextParameters trusts");
        } catch (IOException refused) {
            throw new IOException(host + ":" + at + " cannot be connected to (" + refused.getMessage()
                    + "): check the address, and that the service runs");
        }
    }

    private InetAddress lookUp(String host, Duration timeout) throws IOException, InterruptedException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        CompletableFuture<Optional<InetAddress>> found = CompletableFuture.supplyAsync(() -> resolved(bare), lookups);
        try {
            return found.get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .orElseThrow(() -> new IOException(
                            "the host name " + host + " is not known: check the address and the name service"));
        } catch (TimeoutException slow) {
            throw new IOException(
                    "the name service did not answer for " + host + " within " + timeout.toMillis() + " ms");
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    private static Optional<InetAddress> resolved(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    private void shakeHands(Socket socket, String host, int port, Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
        SSLContext context = tls.orElseGet(SinkReach::defaultContext);
        try (SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
        }
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
