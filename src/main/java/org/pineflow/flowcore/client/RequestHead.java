package org.pineflow.flowcore.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The head of a POST as it goes over a connection (RFC 9112). */
final class RequestHead {

    private final StringBuilder head = new StringBuilder(512);

    /**
     * A head that says all but the length of the body.
     *
     * @param address with the login, where it stands there
     * @param headers without the login
     */
    RequestHead(SinkRoute route, Login login, URI address, Map<String, String> headers) {
        head.append("POST ").append(route.requestTarget(address)).append(" HTTP/1.1\r\n");
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
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the header " + name + " holds what is no printable ASCII");
        }
        head.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** All of it, with the empty line at its end. */
    byte[] bytes() {
        return (head + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
