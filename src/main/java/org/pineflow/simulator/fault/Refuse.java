package org.pineflow.simulator.fault;

import java.util.Map;
import java.util.function.Function;

/** A request is answered with an error. */
record Refuse(int code, String text) implements Effect {

    static final Parameter<Integer> CODE = Parameter.of("code", "", "a whole number", Integer::valueOf);
    static final Parameter<String> TEXT = Parameter.text("text", "");

    /** A refusal with this code and text, unless others are given. */
    static Function<Map<String, String>, Effect> with(int code, String text) {
        return given -> new Refuse(
                given.containsKey(CODE.name()) ? CODE.in(given) : code,
                given.containsKey(TEXT.name()) ? TEXT.in(given) : text);
    }

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.refused(code, text);
    }
}
