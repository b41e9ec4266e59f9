package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.pineflow.event.EventBatch;

/**
 * Where the position may be: behind the contiguous run of done batches, in the order in which they were opened. While
 * the stream is held at its opening (its history is not over), nowhere further. Safe for use by the event loop, which
 * opens and closes batches, and by the delivery, which finishes them.
 */
final class Frontier {

    private final Deque<PendingBatch> pending = new ArrayDeque<>();
    private Mark reached;
    private Mark newestDone;
    private long opened;
    private long finished;
    private long heldUntil;

    /** @param start where the position is now */
    Frontier(Mark start) {
        this.reached = start;
        this.newestDone = start;
    }

    /** Takes up a batch whose first event is about to come. */
    synchronized PendingBatch open(int lane, Mark received) {
        PendingBatch batch = new PendingBatch(lane, received);
        pending.addLast(batch);
        opened++;
        return batch;
    }

    /** The batch is complete. */
    synchronized void close(PendingBatch batch, EventBatch events, Mark received) {
        batch.close(events, received);
    }

    /** The batch has its receipt. The result is where the position is to go, empty when it stays. */
    synchronized Optional<Mark> finish(PendingBatch batch) {
        batch.finish();
        while (!pending.isEmpty() && pending.peekFirst().isDone()) {
            Mark after = pending.removeFirst().after();
            finished++;
            if (after.rve() >= newestDone.rve()) {
                newestDone = after;
            }
        }
        return advance();
    }

    /** The position stays where it is until {@link #release}. */
    synchronized void hold() {
        heldUntil = Long.MAX_VALUE;
    }

    /**
     * The history is over: the position may move on when every batch opened so far is done. The result is where it is
     * to go at once, empty when it stays for now.
     */
    synchronized Optional<Mark> release() {
        heldUntil = opened;
        return advance();
    }

    /** The first row of a stream that starts now: the position goes there before the row is routed. */
    synchronized void startAt(Mark mark) {
        if (mark.rve() > reached.rve()) {
            reached = mark;
        }
        if (mark.rve() > newestDone.rve()) {
            newestDone = mark;
        }
    }

    private Optional<Mark> advance() {
        if (finished < heldUntil) {
            return Optional.empty();
        }
        Mark candidate = pending.isEmpty() ? newestDone : pending.peekFirst().before();
        boolean further = candidate.rve() > reached.rve()
                || candidate.rve() == reached.rve()
                        && candidate.ties().size() > reached.ties().size();
        if (!further) {
            return Optional.empty();
        }
        reached = candidate;
        return Optional.of(candidate);
    }
}
