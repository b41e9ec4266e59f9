package org.pineflow.simulator.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * An answer of the control endpoint.
 *
 * @param status the HTTP status
 * @param body what writes its one JSON value
 */
record Answer(int status, Body body) {

    static final int DONE = 200;
    static final int CREATED = 201;
    static final int WRONG = 400;
    static final int NOT_FOUND = 404;
    static final int NOT_MET = 409;

    /** Writes one JSON value. */
    interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    static Answer of(Body body) {
        return new Answer(DONE, body);
    }

    static Answer error(int status, String problem) {
        return new Answer(status, out -> {
            out.writeStartObject();
            out.writeStringField("error", problem);
            out.writeEndObject();
        });
    }
}
