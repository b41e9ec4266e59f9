package org.pineflow.ingest.request;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key a request came with. Taken are the forms that Flowcore's clients send: the bare key in {@code Authorization},
 * {@code ApiKey id:key}, {@code Bearer key}, and {@code ?key=} in the URL. The header is the one that counts.
 */
public final class Credentials {

    private static final Pattern WITH_SCHEME = Pattern.compile("(?i)(ApiKey|Bearer) +(\\S+)");

    private final Optional<String> id;
    private final String secret;

    private Credentials(Optional<String> id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /**
     * Finds the key; empty when there is none, or when there are several, so that two readers of one request can never
     * see two different senders.
     *
     * @param authorization the values of all {@code Authorization} headers
     * @param keyParameters the values of all {@code key} parameters of the query
     */
    public static Optional<Credentials> of(List<String> authorization, List<String> keyParameters) {
        List<String> given = authorization.isEmpty() ? keyParameters : authorization;
        if (given.size() != 1 || given.get(0).isBlank()) {
            return Optional.empty();
        }
        String value = given.get(0).trim();
        Matcher scheme = WITH_SCHEME.matcher(value);
        if (authorization.isEmpty() || !scheme.matches()) {
            return Optional.of(new Credentials(Optional.empty(), value));
        }
        String secret = scheme.group(2);
        int colon = secret.indexOf(':');
        if (scheme.group(1).equalsIgnoreCase("ApiKey") && colon >= 0) {
            return Optional.of(new Credentials(Optional.of(secret.substring(0, colon)), secret.substring(colon + 1)));
        }
        return Optional.of(new Credentials(Optional.empty(), secret));
    }

    /** The key's id, where the form has one. */
    public Optional<String> id() {
        return id;
    }

    /** The key itself. */
    public String secret() {
        return secret;
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "credentials" + id.map(name -> " of key " + name).orElse("");
    }
}
