package org.pineflow.ingest.request;

import java.util.OptionalInt;

/**
 * A request that is answered with an error: nothing of it is stored. The message is for the sender and holds no secret.
 * Has no stack trace, because the mistake is the sender's.
 */
public class RequestRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NO_INDEX = -1;

    private final Status status;
    private final int index;

    /** The error answers, each with its HTTP status code and phrase; the name is the machine-readable code. */
    public enum Status {
        BAD_REQUEST(400, "Bad Request"),
        UNAUTHORIZED(401, "Unauthorized"),
        NOT_FOUND(404, "Not Found"),
        METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
        REQUEST_TIMEOUT(408, "Request Timeout"),
        CONTENT_TOO_LARGE(413, "Content Too Large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
        UNPROCESSABLE_CONTENT(422, "Unprocessable Content"),
        INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
        SERVICE_UNAVAILABLE(503, "Service Unavailable");

        private final int code;
        private final String phrase;

        Status(int code, String phrase) {
            this.code = code;
            this.phrase = phrase;
        }

        public int code() {
            return code;
        }

        public String phrase() {
            return phrase;
        }
    }

    /** A refusal that is about the whole request. */
    public RequestRefusedException(Status status, String message) {
        this(status, message, NO_INDEX);
    }

    /** A refusal that is about the event at {@code index} of a batch, from 0. */
    public RequestRefusedException(Status status, String message, int index) {
        super(message, null, false, false);
        this.status = status;
        this.index = index;
    }

    /** A refusal of what the sender wrote: 400. */
    public static RequestRefusedException badRequest(String message) {
        return new RequestRefusedException(Status.BAD_REQUEST, message);
    }

    public Status status() {
        return status;
    }

    /** Which event of the batch it is about, from 0; empty when it is about the request. */
    public OptionalInt index() {
        return index == NO_INDEX ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
