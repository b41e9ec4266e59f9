package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server says about the connection itself, unasked (FD1 page "fn1 overview"): a message for people, and addresses
 * of other servers.
 */
record LinkAdvice(String message, List<URI> urls) {

    /** How the address ({@code a}) of such a packet begins. */
    static final String PREFIX = "fn1.";

    private static final Logger LOG = LoggerFactory.getLogger(LinkAdvice.class);
    private static final int MAX_URLS = 20;

    static LinkAdvice of(Packet packet) {
        if (packet.rowCount() == 0 || !packet.rowIsObject(0)) {
            return new LinkAdvice("", List.of());
        }
        int from = packet.rowFrom(0);
        JsonNode values;
        try {
            values = Json.MAPPER.readTree(packet.bytes(), from, packet.rowTo(0) - from);
        } catch (IOException readBefore) {
            throw new UncheckedIOException(readBefore);
        }
        List<URI> urls = new ArrayList<>();
        for (JsonNode server : values.path("servers")) {
            try {
                if (urls.size() < MAX_URLS) {
                    urls.add(new URI(server.path("url").asText()));
                }
            } catch (URISyntaxException noUrl) {
                LOG.debug("a server was offered whose url is none");
            }
        }
        return new LinkAdvice(values.path("message").asText(), urls);
    }

    LinkAdvice log(String url, Scrubber scrubber) {
        LOG.info("{}: the server says about the connection: \"{}\"", url, scrubber.clean(message));
        return this;
    }
}
