package org.pineflow.simulator.fault;

import java.util.Map;

/** Every record of a table gets a new rve. */
record Bump(String table, boolean tied) implements Effect {

    static final Parameter<String> TABLE = Parameter.text("table", "products");
    static final Parameter<Boolean> TIED = Parameter.flag("tied");

    static Bump of(Map<String, String> given) {
        return new Bump(TABLE.in(given), TIED.in(given));
    }

    @Override
    public void check(Tables tables) {
        tables.requireTable(table);
    }

    @Override
    public Runnable onTables(Tables tables) {
        tables.renew(table, tied);
        return NOTHING;
    }
}
