package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.pineflow.event.EventBatch;

/**
 * Where the position may be: behind the contiguous run of done batches, in the order in which they were opened. While
 * the stream is held at its opening (its history is not over), nowhere further; while it is held in order, no further
 * than a later row of the same opening has confirmed. Safe for use by the event loop, which opens, closes and confirms,
 * and by the delivery, which finishes batches.
 */
final class Frontier {

    private final Deque<PendingBatch> pending = new ArrayDeque<>();
    private Mark reached;
    private Mark newestDone;
    private long opened;
    private long finished;
    private long heldUntil;
    private boolean inOrder;
    private long confirmed;
    private Mark confirmedDone;

    /** @param start where the position is now */
    Frontier(Mark start) {
        this.reached = start;
        this.newestDone = start;
        this.confirmedDone = start;
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
            PendingBatch first = pending.removeFirst();
            finished++;
            noteConfirmed(first.before());
            if (first.after().rve() >= newestDone.rve()) {
                newestDone = first.after();
            }
            noteConfirmed(newestDone);
        }
        return advance();
    }

    /** The position stays where it is until {@link #release}. */
    synchronized void hold() {
        heldUntil = Long.MAX_VALUE;
        inOrder = false;
    }

    /** The position moves no further than {@link #confirm} allows until {@link #release}; so far that is nowhere. */
    synchronized void holdInOrder() {
        heldUntil = 0;
        inOrder = true;
        confirmed = 0;
        confirmedDone = reached;
    }

    /** The position may be at marks up to this rve. */
    synchronized void confirm(long rve) {
        confirmed = Math.max(confirmed, rve);
        noteConfirmed(pending.isEmpty() ? newestDone : pending.peekFirst().before());
    }

    /** The position goes back to this rve, and stays there until {@link #release}. */
    synchronized void returnTo(long rve) {
        hold();
        if (rve < reached.rve()) {
            reached = Mark.at(rve);
        }
    }

    /**
     * The history is over: the position may move on when every batch opened so far is done. The result is where it is
     * to go at once, empty when it stays for now.
     */
    synchronized Optional<Mark> release() {
        heldUntil = opened;
        inOrder = false;
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
        Mark done = pending.isEmpty() ? newestDone : pending.peekFirst().before();
        Mark candidate = inOrder && done.rve() > confirmed ? confirmedDone : done;
        boolean further = candidate.rve() > reached.rve()
                || candidate.rve() == reached.rve()
                        && candidate.ties().size() > reached.ties().size();
        if (!further) {
            return Optional.empty();
        }
        reached = candidate;
        return Optional.of(candidate);
    }

    /** @param done everything received before it is done */
    private void noteConfirmed(Mark done) {
        if (inOrder && done.rve() <= confirmed && done.rve() >= confirmedDone.rve()) {
            confirmedDone = done;
        }
    }
}
