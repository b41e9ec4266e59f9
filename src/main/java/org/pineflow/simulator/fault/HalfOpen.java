package org.pineflow.simulator.fault;

/** No more bytes in or out: what a cable does that is pulled. */
record HalfOpen() implements Effect {

    @Override
    public Runnable onLine(Line line) {
        line.freeze();
        return line::thaw;
    }
}
