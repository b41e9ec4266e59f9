package org.pineflow.simulator.fault;

import java.util.Map;

/** Records vanish. */
record Delete(String table, int count) implements Effect {

    static final Parameter<Integer> COUNT = Parameter.number("count", 1, 1);

    static Delete of(Map<String, String> given) {
        return new Delete(Bump.TABLE.in(given), COUNT.in(given));
    }

    @Override
    public void check(Tables tables) {
        tables.requireTable(table);
    }

    @Override
    public Runnable onTables(Tables tables) {
        tables.remove(table, count);
        return NOTHING;
    }
}
