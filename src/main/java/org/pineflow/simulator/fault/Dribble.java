package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Map;

/** Bytes come slowly, and frames in pieces. */
record Dribble(int bytes, Duration every) implements Effect {

    static final Parameter<Integer> BYTES = Parameter.number("bytes", 16, 1);
    static final Parameter<Duration> EVERY = Parameter.duration("every", "100ms");

    static Dribble of(Map<String, String> given) {
        return new Dribble(BYTES.in(given), EVERY.in(given));
    }

    @Override
    public Runnable onLine(Line line) {
        line.dribble(bytes, every);
        return line::flow;
    }
}
