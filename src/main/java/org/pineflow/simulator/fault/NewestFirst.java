package org.pineflow.simulator.fault;

/** History comes newest first. */
record NewestFirst() implements Effect {

    @Override
    public boolean concerns(Moment moment) {
        return moment.restart().isPresent();
    }

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.reversed();
    }
}
