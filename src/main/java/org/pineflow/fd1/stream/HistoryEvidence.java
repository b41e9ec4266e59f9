package org.pineflow.fd1.stream;

import org.pineflow.position.Gap;

/**
 * Whether a replay brought any history. A restart includes its restart point, so at least the record there, or a later
 * version of it, comes again; when nothing did, the server may have ignored the argument. Of a stream without a position
 * there may be no record yet: that something is missing is plausible only when a first row has come. Confined to the
 * event loop.
 */
final class HistoryEvidence {

    private final Trouble trouble;
    private final RestartPoint from;
    private final ArgumentPath argument;
    private boolean seen;
    private boolean owed;

    HistoryEvidence(Trouble trouble, RestartPoint from, ArgumentPath argument) {
        this.trouble = trouble;
        this.from = from;
        this.argument = argument;
    }

    /** A row has come. */
    void row(long rve, boolean isHistory) {
        seen |= isHistory;
        if (owed) {
            owed = false;
            trouble.gap(from.rve(), rve, Gap.Cause.RESTART_IGNORED, detail());
        }
    }

    /**
     * The replay is taken to be over.
     *
     * @param position the stream's rve, 0 = none
     * @param rowsCame whether any row came on this opening
     */
    void over(long position, boolean rowsCame) {
        if (seen) {
            return;
        }
        if (position > 0 || rowsCame) {
            trouble.gap(Math.max(position, from.rve()), 0, Gap.Cause.RESTART_IGNORED, detail());
        } else {
            owed = true;
        }
    }

    private String detail() {
        return "the server sent no history after the restart: there was nothing, or it ignored the argument " + argument
                + " (option restartArgument)";
    }
}
