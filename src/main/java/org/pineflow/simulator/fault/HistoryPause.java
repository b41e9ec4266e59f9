package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Map;

/** History rests before its last row. */
record HistoryPause(Duration by) implements Effect {

    static final Parameter<Duration> BY = Parameter.duration("by", "10s");

    static HistoryPause of(Map<String, String> given) {
        return new HistoryPause(BY.in(given));
    }

    @Override
    public boolean concerns(Moment moment) {
        return moment.restart().isPresent();
    }

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.paused(by);
    }
}
