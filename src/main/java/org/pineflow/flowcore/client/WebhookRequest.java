package org.pineflow.flowcore.client;

import java.net.URI;
import java.util.Map;

/**
 * One POST, made once and repeated as it is: not to be changed.
 *
 * @param address where to, without the login
 * @param headers without the login
 * @param body as it goes over the wire, compressed or not; not copied
 */
public record WebhookRequest(URI address, Map<String, String> headers, byte[] body) {

    public WebhookRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "POST " + address + " (" + body.length + " bytes)";
    }
}
