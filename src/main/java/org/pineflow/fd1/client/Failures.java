package org.pineflow.fd1.client;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says in words what went wrong on the way to a server. */
final class Failures {

    private Failures() {}

    /**
     * @param url as it may be shown
     * @param cause what Netty or the JDK says; it knows addresses, but no secrets
     */
    static Fd1Exception of(String url, Throwable cause) {
        return new Fd1Exception(url + ": " + words(cause), cause);
    }

    private static String words(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof SSLException)) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "the host name is not known: check the url and the name service";
        }
        if (root instanceof ConnectTimeoutException) {
            return "no answer from that host and port: check the url and firewalls";
        }
        if (root instanceof ConnectException) {
            return "cannot connect (" + root.getMessage() + "): check host and port, and that the server runs";
        }
        if (root instanceof SSLException || root instanceof CertificateException) {
            return "TLS failed (" + root.getMessage() + "): check the host name in the url, and the certificates that"
                    + " sslContextParameters trusts";
        }
        return "the connection failed: " + root;
    }
}
