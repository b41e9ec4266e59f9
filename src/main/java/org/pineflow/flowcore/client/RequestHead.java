package org.pineflow.flowcore.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The head of a POST as it goes over a connection (RFC 9112). */
final class RequestHead {

    private final StringBuilder headers = new StringBuilder(512);

    /**
     * A head that says all but the length of the body, and which way it goes.
     *
     * @param headers without the login
     */
    RequestHead(Login login, URI address, Map<String, String> headers) {
        header("Host", address.getRawAuthority());
        headers.forEach(this::header);
        login.authorization().ifPresent(key -> header("Authorization", key));
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException when the value holds what is no printable ASCII
     */
    RequestHead header(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) >= 0x7f) {
                throw new IllegalArgumentException("the header " + name + " holds what is no printable ASCII");
            }
        }
        headers.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /**
     * All of it, with the empty line at its end.
     *
     * @param target of the request, as {@link SinkRoute#requestTarget} says
     */
    byte[] bytes(String target) {
        return ("POST " + target + " HTTP/1.1\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
