package org.pineflow.simulator.fault;

/** A request is not answered. */
record Ignore() implements Effect {

    @Override
    public Treatment onRequest(Treatment treatment) {
        return treatment.unanswered();
    }
}
