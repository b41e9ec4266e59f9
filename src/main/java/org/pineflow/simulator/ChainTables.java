package org.pineflow.simulator;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.pineflow.simulator.fault.Tables;

/** The chain in the hands of faults. */
final class ChainTables implements Tables {

    private final RetailChain chain;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;

    ChainTables(RetailChain chain, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.chain = chain;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    @Override
    public void renew(String table, boolean tied) {
        chain.renew(table, tied);
    }

    @Override
    public void remove(String table, int records) {
        chain.removeAny(table, records);
    }

    @Override
    public void softDelete(String table, int records) {
        chain.deleteAny(table, records);
    }

    @Override
    public Runnable burst(String table, int changes, int changesPerSecond) {
        Surge surge = new Surge(chain, table, changes, changesPerSecond, nanoTime);
        surge.start(scheduler);
        return surge::stop;
    }

    @Override
    public void requireTable(String table) {
        TableName.of(table);
    }
}
