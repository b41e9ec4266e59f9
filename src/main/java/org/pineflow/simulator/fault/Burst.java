package org.pineflow.simulator.fault;

import java.util.Map;

/** Changes come much faster than usual. */
record Burst(String table, int changes, int rate) implements Effect {

    static final Parameter<Integer> CHANGES = Parameter.number("changes", 10_000, 1);
    static final Parameter<Integer> RATE = Parameter.number("rate", 10_000, 1);

    static Burst of(Map<String, String> given) {
        return new Burst(Bump.TABLE.in(given), CHANGES.in(given), RATE.in(given));
    }

    @Override
    public void check(Tables tables) {
        tables.requireTable(table);
    }

    @Override
    public Runnable onTables(Tables tables) {
        return tables.burst(table, changes, rate);
    }
}
