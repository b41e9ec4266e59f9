package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Rve;

/**
 * What the rows of a replay themselves say: a restart includes its restart point, so the record there, or another that
 * is older than the opening, comes again where the restart is honoured. When none came, the server may have ignored the
 * argument, or there may have been nothing: that cannot be told apart, and is not guessed.
 */
final class RestartEvidence implements RestartProof {

    private final long position;
    private final long openedAt;
    private long lowest = Long.MAX_VALUE;

    /**
     * @param position the stream's rve at the opening, 0 = none
     * @param openedAt the rve of the opening by our clock, which the server's may differ from
     */
    RestartEvidence(long position, long openedAt) {
        this.position = position;
        this.openedAt = openedAt;
    }

    @Override
    public void prepare(Runnable open) {
        open.run();
    }

    @Override
    public void row(long rve, String key) {
        lowest = Math.min(lowest, rve);
    }

    @Override
    public Verdict verdict(long bound) {
        boolean history =
                lowest <= position || lowest <= bound || lowest < Rve.minus(openedAt, RestartPoint.OTHER_SERVER);
        return history ? Verdict.HONOURED : Verdict.UNPROVEN;
    }

    @Override
    public void abandon() {
        // Nothing is under way.
    }
}
