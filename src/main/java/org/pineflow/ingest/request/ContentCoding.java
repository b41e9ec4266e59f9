package org.pineflow.ingest.request;

import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/** How a request's body is compressed, as its {@code Content-Encoding} says. */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** What is taken, as an {@code Accept-Encoding} header lists it. */
    public static final String ACCEPTED = "gzip, deflate";

    /**
     * The coding that the headers name.
     *
     * @param contentEncoding the values of all {@code Content-Encoding} headers
     * @throws RequestRefusedException 415 for any other coding, and for several on top of one another
     */
    public static ContentCoding of(List<String> contentEncoding) {
        String coding = String.join(",", contentEncoding).trim().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw new RequestRefusedException(
                        Status.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding has to be one of: " + ACCEPTED + ", identity");
        };
    }

    /**
     * The body as it was before it was compressed.
     *
     * @param limit the most bytes it may have
     * @param growing is told the new size before the inflated body grows
     * @throws RequestRefusedException 413 as soon as it grows over {@code limit}; 400 when it is cut off, damaged, or
     *     followed by something else
     */
    public byte[] decode(byte[] body, int limit, IntConsumer growing) {
        if (this != IDENTITY) {
            try (Inflating inflating = new Inflating(body, limit, this == GZIP, growing)) {
                return inflating.inflate();
            }
        }
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    static RequestRefusedException tooLarge(int limit) {
        return new RequestRefusedException(
                Status.CONTENT_TOO_LARGE,
                "the uncompressed body is larger than " + limit + " bytes; send the events in smaller batches");
    }
}
