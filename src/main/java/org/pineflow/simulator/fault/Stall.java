package org.pineflow.simulator.fault;

/** Nothing is said or heard any more, and the connection stays open. */
record Stall(boolean pingsAnswered) implements Effect {

    @Override
    public Runnable onLine(Line line) {
        line.silence(pingsAnswered);
        return line::speak;
    }
}
