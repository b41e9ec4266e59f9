package org.pineflow.simulator.fault;

/** The data behind the server, as faults see it. Safe for threads. */
public interface Tables {

    /**
     * Gives every record of a table a new rve and the content it has.
     *
     * @param tied whether all get the same rve, as in one transaction
     * @throws IllegalArgumentException when there is no such table
     */
    void renew(String table, boolean tied);

    /**
     * Removes records, chosen at random, without a trace: no firehose tells it, no read returns them. Fewer when there are
     * fewer.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    void remove(String table, int records);

    /**
     * Soft-deletes records, chosen at random. Fewer when there are fewer.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    void softDelete(String table, int records);

    /**
     * Starts to change records of a table, chosen at random, and returns at once.
     *
     * @param changes how many in all
     * @param changesPerSecond the pace
     * @return what ends it early
     * @throws IllegalArgumentException when there is no such table
     */
    Runnable burst(String table, int changes, int changesPerSecond);

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException when there is no such table; the message names those there are
     */
    void requireTable(String table);
}
