package org.pineflow.ingest.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Media types in headers. */
public final class MediaTypes {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PLAIN = Pattern.compile(TOKEN + "/" + TOKEN + "(; ?charset=[A-Za-z0-9._-]+)?");
    private static final Pattern FORM = Pattern.compile("(?i)[ \\t]*multipart/form-data[ \\t]*(;.*)?");
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);[ \\t]*boundary=(?:\"([^\"\\\\]+)\"|([!#$%&'*+.^_`|~0-9A-Za-z:/?=(),@-]+))");

    private MediaTypes() {}

    /** Whether a {@code Content-Type} says that the body is a form with parts. */
    public static boolean isForm(String contentType) {
        return FORM.matcher(contentType).matches();
    }

    /** What stands between the parts of a form; empty when the header does not say it, says it twice, or says too much. */
    public static Optional<String> boundary(String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            return Optional.empty();
        }
        String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        return boundary.find() || text.length() > UploadLimits.BOUNDARY_BYTES ? Optional.empty() : Optional.of(text);
    }

    /** A sender's type as it can be a {@code Content-Type} again: itself where it is one, else that of any bytes. */
    public static String sane(String type) {
        return PLAIN.matcher(type).matches() ? type : "application/octet-stream";
    }
}
