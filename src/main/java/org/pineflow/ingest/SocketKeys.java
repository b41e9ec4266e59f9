package org.pineflow.ingest;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;

/**
 * The keys of WebSockets. They stand in the query, {@code ?api_key=} with or without {@code api_key_id=}, or {@code
 * ?token=}, because browsers send no headers with a WebSocket.
 */
record SocketKeys(Supplier<Catalog> catalog, Clock clock) {

    /** The key that a request's URI names; empty when there is none that the catalog has now, or one is there twice. */
    Optional<ApiKey> of(String uri) {
        Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
        Optional<String> secret = one(query, "api_key").or(() -> one(query, "token"));
        return secret.flatMap(text -> catalog.get().authenticate(one(query, "api_key_id"), text, clock.instant()));
    }

    private static Optional<String> one(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
