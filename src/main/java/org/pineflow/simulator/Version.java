package org.pineflow.simulator;

import java.nio.charset.StandardCharsets;

/**
 * One committed version of a record. Immutable. Its JSON text is the row exactly as firehoses and reads send it (a read
 * with {@code qo} sends a selection of it, and an event of a dialect with {@code rvePlace} other than {@code row} has
 * the rve elsewhere).
 */
public final class Version {

    private final String table;
    private final int number;
    private final String key;
    private final long rve;
    private final boolean deleted;
    private final byte[] row;
    private final int rveAt;

    Version(String table, int number, String key, long rve, boolean deleted, byte[] row, int rveAt) {
        this.table = table;
        this.number = number;
        this.key = key;
        this.rve = rve;
        this.deleted = deleted;
        this.row = row;
        this.rveAt = rveAt;
    }

    /** One of {@link RetailChain#tables()}. */
    public String table() {
        return table;
    }

    /** The record's physkey; for a stock level {@code pid+locid}. */
    public String key() {
        return key;
    }

    /** The 19-digit rve, in whatever form the row writes it. */
    public long rve() {
        return rve;
    }

    /** Whether this version is a soft delete. */
    public boolean deleted() {
        return deleted;
    }

    /** The row as it is served. */
    public String json() {
        return new String(row, StandardCharsets.UTF_8);
    }

    /** The record's place in the table. */
    int number() {
        return number;
    }

    /** The row as it is served, in UTF-8; the array is shared and must not be changed. */
    byte[] row() {
        return row;
    }

    /** How many bytes of the row come before its last member, the rve, and the comma in front of it. */
    int rveAt() {
        return rveAt;
    }

    @Override
    public String toString() {
        return table + " " + key + " at " + rve;
    }
}
