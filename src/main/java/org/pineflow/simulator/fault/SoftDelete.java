package org.pineflow.simulator.fault;

import java.util.Map;

/** Records are soft-deleted. */
record SoftDelete(String table, int count) implements Effect {

    static SoftDelete of(Map<String, String> given) {
        return new SoftDelete(Bump.TABLE.in(given), Delete.COUNT.in(given));
    }

    @Override
    public void check(Tables tables) {
        tables.requireTable(table);
    }

    @Override
    public Runnable onTables(Tables tables) {
        tables.softDelete(table, count);
        return NOTHING;
    }
}
