package org.pineflow.flowcore.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The api key and the place it travels in: bare in the {@code Authorization} header, or as {@code ?key=}. It is added by
 * the transport at the last moment, so that no request, error or ledger ever holds it.
 */
public final class Login {

    private static final String MASK = "***";

    private final String apiKey;
    private final boolean inQuery;

    /**
     * Takes the key.
     *
     * @param place {@code header} or {@code query}
     * @throws IllegalArgumentException when the key or the place is missing or unfit; never quotes the key
     */
    public Login(String apiKey, String place) {
        if (apiKey == null || apiKey.isBlank()) {
            throw new IllegalArgumentException(
                    "apiKey is missing: set it to a key that may ingest, best by a placeholder such as {{env:FLOWCORE_API_KEY}}");
        }
        if (!apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "apiKey holds a space, a line break or a character beyond ASCII: it was probably copied wrongly");
        }
        if (!"header".equals(place) && !"query".equals(place)) {
            throw new IllegalArgumentException("apiKeyIn must be header or query, not '" + place + "'");
        }
        this.apiKey = apiKey;
        this.inQuery = place.equals("query");
    }

    /** The value of the {@code Authorization} header, empty when the key travels in the query. */
    Optional<String> authorization() {
        return inQuery ? Optional.empty() : Optional.of(apiKey);
    }

    /** The address to call: with the key when it travels in the query. */
    URI address(URI target) {
        return inQuery ? URI.create(target + "?key=" + encoded()) : target;
    }

    /** {@code text} with every appearance of the key masked, for answers that quote their request. */
    public String mask(String text) {
        return text.replace(apiKey, MASK).replace(encoded(), MASK);
    }

    @Override
    public String toString() {
        return MASK;
    }

    private String encoded() {
        return URLEncoder.encode(apiKey, StandardCharsets.UTF_8);
    }
}
