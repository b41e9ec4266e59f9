package org.pineflow.fd1.client;

import java.util.List;
import java.util.stream.Stream;

/**
 * Makes text that came from a server fit for logs and messages: our own secrets, which a server may echo, are blotted
 * out, control characters become spaces, and it is cut off. Immutable.
 */
final class Scrubber {

    private static final int MAX_TEXT = 600;
    private static final int SHORTEST_SECRET = 4;

    private final List<String> secrets;

    /** Blots out the api key, the token and the values of the upgrade headers. */
    Scrubber(Fd1Settings settings) {
        this.secrets = Stream.concat(
                        Stream.of(settings.apiKey(), settings.token()), settings.upgradeHeaders().values().stream())
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .toList();
    }

    /** The text as it may be shown. */
    String clean(String text) {
        String cleaned = text.length() > 2 * MAX_TEXT ? text.substring(0, 2 * MAX_TEXT) : text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "***");
        }
        if (cleaned.length() > MAX_TEXT) {
            cleaned = cleaned.substring(0, MAX_TEXT) + "…";
        }
        return cleaned.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
