package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * An FD1 request without its {@code rq} (FD1 protocol, "request packet").
 *
 * @param json the packet's members; not to be changed afterwards
 */
public record RequestPacket(ObjectNode json) {

    public RequestPacket {
        Objects.requireNonNull(json, "json");
    }

    /** The endpoint address, for messages. */
    public String address() {
        return json.path("a").asText();
    }
}
