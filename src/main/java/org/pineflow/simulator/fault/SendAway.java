package org.pineflow.simulator.fault;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** The server announces that it closes, and closes. */
record SendAway(List<URI> alternatives) implements Effect {

    static final Parameter<List<URI>> TO = Parameter.of(
            "to", "", "a WebSocket address", text -> text.isEmpty() ? List.of() : List.of(URI.create(text)));

    static SendAway of(Map<String, String> given) {
        return new SendAway(TO.in(given));
    }

    @Override
    public Runnable onLine(Line line) {
        line.sendAway(alternatives);
        return NOTHING;
    }
}
