package org.pineflow.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one simulator share. Safe for threads. */
final class ServerState {

    private final SimulatorSettings settings;
    private final RetailChain chain;
    private final AtomicLong served = new AtomicLong();
    private volatile Dialect dialect;

    ServerState(SimulatorSettings settings) {
        this.settings = settings;
        this.chain = new RetailChain(settings);
        this.dialect = settings.dialect();
    }

    SimulatorSettings settings() {
        return settings;
    }

    RetailChain chain() {
        return chain;
    }

    Dialect dialect() {
        return dialect;
    }

    void speak(Dialect newDialect) {
        dialect = newDialect;
        chain.speak(newDialect);
    }

    void countServed(long rows) {
        served.addAndGet(rows);
    }

    long served() {
        return served.get();
    }
}
