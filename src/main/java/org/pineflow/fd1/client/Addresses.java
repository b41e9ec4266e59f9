package org.pineflow.fd1.client;

import java.net.URI;

/** What may be shown of a server's address, and what is needed to connect to it. */
final class Addresses {

    private Addresses() {}

    /** The address without its user part and query, which may hold secrets. */
    static String shown(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + url.getHost() + port + path;
    }

    /** Whether the connection is encrypted. */
    static boolean secure(URI url) {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    /** The host name or address, an IPv6 address without its brackets. */
    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, or that of the scheme. */
    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : secure(url) ? 443 : 80;
    }

    /**
     * Checks that an address is one of a WebSocket.
     *
     * @throws IllegalArgumentException if not; the message says why
     */
    static void check(URI url) {
        String scheme = url.getScheme();
        if (!"ws".equalsIgnoreCase(scheme) && !"wss".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("the url must begin with ws:// or wss://, but its scheme is "
                    + (scheme == null ? "missing" : scheme));
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("the url has no valid host name: " + scheme + "://…");
        }
    }
}
