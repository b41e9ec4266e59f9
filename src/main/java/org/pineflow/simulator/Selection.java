package org.pineflow.simulator;

import java.util.List;
import java.util.Optional;

/**
 * The rows a read asks for, found in a snapshot of the table step by step, so that a filter that finds little does not
 * hold up its neighbours. Belongs to the event loop of its connection.
 */
final class Selection {

    private static final int SCANNED_IN_A_STEP = 5000;

    private final Version[] snapshot;
    private final boolean deletedToo;
    private final Filter filter;
    private final Optional<Projection> projection;
    private long left;
    private int next;

    /** Selects at most {@code limit} rows. */
    Selection(Version[] snapshot, boolean deletedToo, Filter filter, Optional<Projection> projection, long limit) {
        this.snapshot = snapshot;
        this.deletedToo = deletedToo;
        this.filter = filter;
        this.projection = projection;
        this.left = limit;
    }

    /** Adds what is found next, until there are {@code enough} rows or a step's worth of records is scanned. */
    void addTo(List<SelectedRow> rows, int enough) {
        int until = (int) Math.min((long) next + SCANNED_IN_A_STEP, snapshot.length);
        while (next < until && left > 0 && rows.size() < enough) {
            Version version = snapshot[next++];
            if ((deletedToo || !version.deleted()) && filter.accepts(version)) {
                rows.add(new SelectedRow(
                        version,
                        projection.map(chosen -> chosen.apply(version.row())).orElse(version.row())));
                left--;
            }
        }
    }

    /** Whether all rows were found. */
    boolean isComplete() {
        return next == snapshot.length || left == 0;
    }
}
