package org.pineflow.ingest.request;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request that is answered with an error: nothing of it is stored. The message is for the sender and holds no secret.
 * Has no stack trace, because the mistake is the sender's.
 */
public class RequestRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status status;
    private final transient List<EventFault> faults;
    private final int faultCount;
    private final Duration retryAfter;

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
        TOO_MANY_REQUESTS(429, "Too Many Requests"),
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
        this(status, message, List.of(), 0, null);
    }

    private RequestRefusedException(
            Status status, String message, List<EventFault> faults, int faultCount, Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.faults = List.copyOf(faults);
        this.faultCount = faultCount;
        this.retryAfter = retryAfter;
    }

    /**
     * A refusal of a batch for some of its events: 400, with the message of the first.
     *
     * @param faults at least one; not more than the answer shall name
     * @param count of how many these are the first
     */
    public static RequestRefusedException badEvents(List<EventFault> faults, int count) {
        return new RequestRefusedException(Status.BAD_REQUEST, faults.get(0).message(), faults, count, null);
    }

    /** A refusal for now, for one sender: 429. */
    public static RequestRefusedException tooMany(String message, Duration retryAfter) {
        return new RequestRefusedException(Status.TOO_MANY_REQUESTS, message, List.of(), 0, retryAfter);
    }

    /** A refusal of what the sender wrote: 400. */
    public static RequestRefusedException badRequest(String message) {
        return new RequestRefusedException(Status.BAD_REQUEST, message);
    }

    public Status status() {
        return status;
    }

    /** What is wrong with which events of the batch; empty when it is about the request. */
    public List<EventFault> faults() {
        return faults;
    }

    /** How many events of the batch are wrong, those included that are not among {@link #faults()}. */
    public int faultCount() {
        return faultCount;
    }

    /** When the same request may be taken, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
