package org.pineflow.simulator.fault;

import java.util.Map;

/** A restart is refused, because the rve is too old. */
record RefuseRve(long olderThan) implements Effect {

    private static final int RESTART_REFUSED = 2004;

    static final Parameter<Long> OLDER_THAN = Parameter.of(
            "older-than",
            "any",
            "an rve of 19 digits, or any",
            text -> text.equals("any") ? Long.MAX_VALUE : Long.parseLong(text));

    static RefuseRve of(Map<String, String> given) {
        return new RefuseRve(OLDER_THAN.in(given));
    }

    @Override
    public boolean concerns(Moment moment) {
        return moment.restart().orElse(Long.MAX_VALUE) < olderThan;
    }

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.refused(RESTART_REFUSED, "the rve is too old");
    }
}
