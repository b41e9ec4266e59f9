package org.pineflow.simulator;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.pineflow.simulator.fault.FaultBoard;

/** What all connections of one simulator share. Safe for threads. */
final class ServerState {

    private final SimulatorSettings settings;
    private final RetailChain chain;
    private final Ledger ledger;
    private final FaultBoard faults;
    private volatile Dialect dialect;

    ServerState(SimulatorSettings settings, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.settings = settings;
        this.chain = new RetailChain(settings);
        this.ledger = new Ledger(settings.keptVersions());
        this.faults = new FaultBoard(settings.seed(), new ChainTables(chain, scheduler, nanoTime), scheduler, nanoTime);
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

    Ledger ledger() {
        return ledger;
    }

    FaultBoard faults() {
        return faults;
    }
}
