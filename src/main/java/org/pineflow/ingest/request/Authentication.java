package org.pineflow.ingest.request;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/** Finds the key of a request in the catalog that is in force. */
public final class Authentication {

    private final Supplier<Catalog> catalog;
    private final Clock clock;

    public Authentication(Supplier<Catalog> catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * The key a request came with.
     *
     * @param authorization the values of all {@code Authorization} headers
     * @param uri as it stands in the request line; its {@code key} parameters count where there is no header
     * @throws RequestRefusedException 401 when there is no key, or none that the catalog has
     */
    public ApiKey key(List<String> authorization, String uri) {
        List<String> keyParameters = new QueryStringDecoder(uri).parameters().getOrDefault("key", List.of());
        return Credentials.of(authorization, keyParameters)
                .flatMap(credentials ->
                        catalog.get().authenticate(credentials.id(), credentials.secret(), clock.instant()))
                .orElseThrow(() -> new RequestRefusedException(
                        Status.UNAUTHORIZED, "a valid API key is needed: in the Authorization header, or as ?key="));
    }
}
