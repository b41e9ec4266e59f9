package org.pineflow.simulator.fault;

/** A firehose starts from now, although a restart was asked for. */
record IgnoreRve() implements Effect {

    @Override
    public boolean concerns(Moment moment) {
        return moment.restart().isPresent();
    }

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.fromNow();
    }
}
