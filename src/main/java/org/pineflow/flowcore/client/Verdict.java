package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an answer means for the events of its request. */
public sealed interface Verdict {

    /** The sink has them; one id for each, in order. */
    record Accepted(List<String> ids) implements Verdict {}

    /** The sink has the file; one id for each part, in order, and its checksum of the whole. */
    record AcceptedFile(List<String> ids, String checksum, String hashType) implements Verdict {}

    /** Try the same request later. */
    record Unavailable(Trouble trouble, Optional<Duration> retryAfter) implements Verdict {}

    /** The set-up is wrong; that says nothing about the events. */
    record Denied(Trouble trouble) implements Verdict {}

    /**
     * The events are refused.
     *
     * @param status 400, 413 or 422
     * @param answer the beginning of the answer, printable
     */
    record Rejected(int status, String answer) implements Verdict {}
}
