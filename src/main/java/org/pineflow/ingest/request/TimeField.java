package org.pineflow.ingest.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The time in one event's field, while the event is read. Used by one thread. */
final class TimeField {

    private final Optional<String> name;
    private Optional<Instant> time = Optional.empty();
    private Optional<String> fault = Optional.empty();
    private boolean found;

    /** @param name of the field; without one there is no such field */
    TimeField(Optional<String> name) {
        this.name = name;
    }

    /** Looks at a top-level field; the parser stands on its value and is left there. */
    void look(String field, JsonParser parser) throws IOException {
        if (name.isEmpty() || !name.get().equals(field)) {
            return;
        }
        if (found) {
            fault = Optional.of("the field '" + field + "' is there twice, and it has to name one time");
        }
        found = true;
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        time = parser.currentToken() == JsonToken.VALUE_STRING ? EventTime.parse(parser.getText()) : Optional.empty();
        if (time.isEmpty() && fault.isEmpty()) {
            fault = Optional.of("the field '" + field + "' has to be a time like 2024-01-15T10:30:00.000Z");
        }
    }

    /** Empty when the event has none. */
    Optional<Instant> time() {
        return time;
    }

    /** Why there is none that can be used, although there is the field. */
    Optional<String> fault() {
        return fault;
    }
}
