package org.pineflow.fd1;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint's URI without its secrets: the login, the upgrade headers, and what an address has in its query or before
 * an @. Camel masks URIs where it shows them, but only the first of the words that are not on its own list, and none
 * inside a percent-encoded address.
 */
final class ShownUri {

    private static final String MASK = "xxxxxx";
    private static final String VALUE = "(RAW\\(.*?\\)(?=&|$)|RAW\\{.*?}(?=&|$)|[^&]*)";
    private static final Pattern SECRET =
            Pattern.compile("(?<=[?&])(apiKey|token|upgradeHeaders)=" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS =
            Pattern.compile("(?<=[?&])(url|alternateUrls)=" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern QUERY = Pattern.compile("(\\?|%3F)[^,)}]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER = Pattern.compile("(//|%2F%2F)[^/,]*?(@|%40)", Pattern.CASE_INSENSITIVE);

    private ShownUri() {}

    static String of(String uri) {
        String masked = SECRET.matcher(uri).replaceAll("$1=" + MASK);
        return ADDRESS.matcher(masked).replaceAll(address -> Matcher.quoteReplacement(shown(address)));
    }

    private static String shown(MatchResult address) {
        return address.group(1) + "=" + ofAddress(address.group(2));
    }

    /** The same for an address that stands alone. */
    static String ofAddress(String address) {
        return USER.matcher(QUERY.matcher(address).replaceAll("$1" + MASK)).replaceAll("$1");
    }
}
