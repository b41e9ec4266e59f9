package org.pineflow.fd1.stream;

import java.time.Duration;
import org.pineflow.fd1.client.Rve;

/**
 * What the rows of a replay themselves say: a restart includes its restart point, so the record there, or another that
 * is older than the opening, comes again where the restart is honoured. When none came, the server may have ignored the
 * argument, or there may have been nothing: that cannot be told apart, and is not guessed.
 */
final class RestartEvidence implements RestartProof {

    private final long position;
    private final Duration overlap;
    private long lowest = Long.MAX_VALUE;

    /**
     * @param position the stream's rve at the opening, 0 = none
     * @param overlap a live row may be so much older than the opening, when its transaction took long
     */
    RestartEvidence(long position, Duration overlap) {
        this.position = position;
        this.overlap = overlap;
    }

    @Override
    public void prepare(Runnable open) {
        open.run();
    }

    @Override
    public void row(long rve, RowKey key) {
        lowest = Math.min(lowest, rve);
    }

    @Override
    public Verdict verdict(long bound) {
        boolean history = lowest <= position || bound > 0 && lowest <= Rve.minus(bound, overlap);
        return history ? Verdict.HONOURED : Verdict.UNPROVEN;
    }

    @Override
    public void abandon() {
        // Nothing is under way.
    }
}
