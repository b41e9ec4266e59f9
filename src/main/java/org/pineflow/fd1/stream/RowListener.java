package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Unreadable;

/** Hears of rows as they are taken in. Called on the event loop. */
interface RowListener {

    /**
     * A row that can move the position has come.
     *
     * @param key the record's key, empty = none
     * @param known whether the same row came before
     */
    void row(long rve, RowKey key, boolean known);

    /** The first such row of a stream that has no position yet, before it is part of any batch. */
    void first(long rve);

    /** A row that is no JSON object. */
    void unreadable(Unreadable row);
}
