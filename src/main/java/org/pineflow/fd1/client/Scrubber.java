package org.pineflow.fd1.client;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Makes text that came from a server fit for logs and messages: our own secrets, which a server may echo, are blotted
 * out, control characters become spaces, and it is cut off. Immutable.
 */
final class Scrubber {

    private static final int MAX_TEXT = 600;
    private static final int SHORTEST_SECRET = 4;

    private final List<String> secrets;

    /** Blots out the api key, the token, the values of the upgrade headers, and those in the query of an address. */
    Scrubber(Fd1Settings settings) {
        Stream<String> login = Stream.of(settings.apiKey(), settings.token());
        Stream<String> headers = settings.upgradeHeaders().values().stream();
        Stream<String> queries = settings.urls().stream().flatMap(Scrubber::valuesOfQuery);
        this.secrets = Stream.of(login, headers, queries)
                .flatMap(some -> some)
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .toList();
    }

    /** A connection ticket, as it is written and as it is meant. */
    private static Stream<String> valuesOfQuery(URI url) {
        return Stream.of(url.getRawQuery(), url.getQuery())
                .filter(Objects::nonNull)
                .flatMap(query -> Stream.of(query.split("&")))
                .map(parameter -> parameter.substring(parameter.indexOf('=') + 1));
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
