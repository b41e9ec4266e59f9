package org.pineflow.ingest.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the path of a request names, each part decoded.
 *
 * @param form what the body is
 */
public record EventPath(Form form, String tenant, String dataCore, String flowType, String eventType) {

    /** What is sent to a path. */
    public enum Form {
        /** One event. */
        EVENT,
        /** An array of events. Takes files too. */
        EVENTS,
        /** A form with a file. */
        FILE
    }

    private static final Pattern FORM =
            Pattern.compile("(?:/api/v1)?/(event|events|file)/([^/]+)/([^/]+)/([^/]+)/([^/]+)");

    /** Reads a path as it stands in the request line, without query; empty when it is no path of this service. */
    public static Optional<EventPath> of(String rawPath) {
        Matcher path = FORM.matcher(rawPath);
        if (!path.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventPath(
                    Form.valueOf(path.group(1).toUpperCase(Locale.ROOT)),
                    decode(path.group(2)),
                    decode(path.group(3)),
                    decode(path.group(4)),
                    decode(path.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Percent-decoding; in a path, other than in a form, a plus sign is a plus sign. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
