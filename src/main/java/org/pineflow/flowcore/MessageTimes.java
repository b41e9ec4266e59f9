package org.pineflow.flowcore;

import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.apache.camel.Message;
import org.pineflow.flowcore.client.EventTimes;

/** Times in the headers of messages. */
final class MessageTimes {

    private MessageTimes() {}

    /**
     * The time in {@code header}; empty when there is none.
     *
     * @throws IllegalArgumentException when it holds something else; the message names the header
     */
    static Optional<Instant> of(Message message, String header) {
        Object value = message.getHeader(header);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Instant instant) {
            return Optional.of(instant);
        }
        if (value instanceof Date date) {
            return Optional.of(Instant.ofEpochMilli(date.getTime()));
        }
        Optional<Instant> parsed = EventTimes.parse(value.toString());
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("The header " + header
                    + " must be an Instant, a Date, or ISO 8601 text with an offset such as 2026-01-31T12:00:00Z");
        }
        return parsed;
    }
}
