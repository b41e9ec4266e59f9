package org.pineflow.flowcore.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of one event type's webhook: {@code BASE/event|events|file/TENANT/DATACORE/FLOWTYPE/EVENTTYPE}, each segment
 * percent-encoded, the base's own path kept. It never holds the login.
 */
public final class Target {

    private static final String UNRESERVED = "-._~";
    private static final Pattern BELOW_THE_SINK = Pattern.compile("/(event|events)((?:/[A-Za-z0-9._~%-]+){4})");

    private final String sink;
    private final URI uri;

    private Target(String sink, URI uri) {
        this.sink = sink;
        this.uri = uri;
    }

    /**
     * Builds the address.
     *
     * @param kind {@code event} for one event a request, {@code events} for a JSON array of them, {@code file}
     *     for a file
     * @throws IllegalArgumentException when a part is missing or unfit; the message names the option and the cure
     */
    public static Target of(
            String baseUrl, String kind, String tenant, String dataCore, String flowType, String eventType) {
        String sink = sink(baseUrl);
        URI uri = URI.create(sink + "/" + kind + "/" + segment("tenant", tenant) + "/" + segment("dataCore", dataCore)
                + "/" + segment("flowType", flowType) + "/" + segment("eventType", eventType));
        return new Target(sink, uri);
    }

    /**
     * An address that was made by {@link #of} before, if it is one of this service's.
     *
     * @throws IllegalArgumentException when it is not; the message names both addresses and the cure
     */
    public static Target again(String baseUrl, String address) {
        String sink = sink(baseUrl);
        String rest = address.startsWith(sink) ? address.substring(sink.length()) : "";
        if (rest.startsWith("/file/")) {
            throw new IllegalArgumentException(
                    "it describes a file, whose bytes are not here: send the file itself again," + " then drop it");
        }
        Matcher path = BELOW_THE_SINK.matcher(rest);
        boolean dotted = Arrays.stream(rest.split("/"))
                .map(segment -> segment.replaceAll("(?i)%2e", "."))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
        if (!path.matches() || dotted) {
            throw new IllegalArgumentException("it was meant for " + (address.isEmpty() ? "no address" : address)
                    + ", which is none of the service at " + sink + " (baseUrl), so it is not sent and the key is not"
                    + " shown there: set camel.component.flowcore.baseUrl to the service it was meant for");
        }
        try {
            return new Target(sink, new URI(address));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it was meant for " + address + ", which is no address", e);
        }
    }

    /** Whether a request holds a JSON array of events, and not one event. */
    public boolean takesBatches() {
        return uri.getRawPath()
                .substring(URI.create(sink).getRawPath().length())
                .startsWith("/events/");
    }

    /** Scheme, host, port and base path: what is shared by everything that this sink serves. */
    public String sink() {
        return sink;
    }

    /** The whole path, percent-encoded. */
    public String path() {
        return uri.getRawPath();
    }

    /** The address without a query. */
    public URI uri() {
        return uri;
    }

    /** The address without a query, for people. */
    @Override
    public String toString() {
        return uri.toString();
    }

    private static String sink(String baseUrl) {
        if (baseUrl == null || baseUrl.isBlank()) {
            throw new IllegalArgumentException(
                    "baseUrl is missing: set it to the address of the webhook service, for example https://webhook.example.com");
        }
        URI base;
        try {
            base = new URI(baseUrl.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("baseUrl is no address: " + e.getReason() + " at character "
                    + e.getIndex() + "; it looks like https://webhook.example.com");
        }
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "baseUrl must start with http:// or https://, not with '" + scheme + "'");
        }
        if (base.getHost() == null) {
            throw new IllegalArgumentException("baseUrl has no host; it looks like https://webhook.example.com");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "baseUrl must have no user, query or fragment: give the login by apiKey and apiKeyIn");
        }
        int standard = scheme.equals("https") ? 443 : 80;
        String port = base.getPort() == -1 || base.getPort() == standard ? "" : ":" + base.getPort();
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return scheme + "://" + base.getHost().toLowerCase(Locale.ROOT) + port + path;
    }

    private static String segment(String option, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(option + " is missing: set it to the name (or id) that Flowcore shows");
        }
        // Servers and proxies resolve dot segments even when the dots are encoded, so the request would go elsewhere.
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException(option + " must not be '" + value + "'");
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.write(c);
            } else {
                encoded.write('%');
                encoded.writeBytes(
                        HexFormat.of().withUpperCase().toHexDigits(octet).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return encoded.toString(StandardCharsets.US_ASCII);
    }
}
