package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.pineflow.event.EventBatch;

/**
 * Where the position may be: behind the contiguous run of done batches, in the order in which they were opened. While
 * the stream is held at its opening (its history is not over), nowhere further; while it is read in order, no further
 * than a later row of the same opening has confirmed. Safe for use by the event loop, which opens, closes and confirms,
 * and by the delivery, which finishes batches.
 */
final class Frontier {

    /** So many batches may wait behind one that is not done before those that are done are joined. */
    private static final int MOST_APART = 1024;

    private enum Mode {
        /** Over every batch that is done. */
        FREE,
        /** Nowhere. */
        HELD,
        /** Nowhere, until the rows of this opening have passed all that was received before it. */
        BEHIND,
        /** Over what is done and confirmed. */
        IN_ORDER
    }

    private final Deque<PendingBatch> pending = new ArrayDeque<>();
    private Mode mode = Mode.FREE;
    private Mark reached;
    private Mark newestDone;
    private Mark confirmedDone;
    private long opened;
    private long finished;
    private long waitsFor;
    private long confirmed;
    private long passBy;
    private int joinAt = MOST_APART;

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
            finished += first.count();
            noteConfirmed(first.before());
            if (first.after().rve() >= newestDone.rve()) {
                newestDone = first.after();
            }
            noteConfirmed(newestDone);
        }
        if (pending.size() > joinAt) {
            joinDone();
        }
        return advance();
    }

    /** The position stays where it is until {@link #release}. */
    synchronized void hold() {
        mode = Mode.HELD;
    }

    /**
     * The position moves no further than {@link #confirm} allows until {@link #release}, and nowhere as long as the rows
     * lie behind what was received already.
     *
     * @param received the highest rve of the run so far
     */
    synchronized void holdInOrder(long received) {
        mode = Mode.BEHIND;
        passBy = received;
        confirmed = 0;
        confirmedDone = reached;
    }

    /** A row in order has come behind everything up to this rve. */
    synchronized void confirm(long rve) {
        confirmed = Math.max(confirmed, rve);
        if (mode == Mode.BEHIND && confirmed >= passBy) {
            mode = Mode.IN_ORDER;
            waitsFor = opened;
        }
        noteConfirmed(pending.isEmpty() ? newestDone : pending.peekFirst().before());
    }

    /** The position goes back to this rve, and stays there until {@link #release}. */
    synchronized void returnTo(long rve) {
        mode = Mode.HELD;
        if (rve < reached.rve()) {
            reached = Mark.at(rve);
        }
    }

    /**
     * The history is over: the position may move on when every batch opened so far is done. The result is where it is
     * to go at once, empty when it stays for now.
     */
    synchronized Optional<Mark> release() {
        mode = Mode.FREE;
        waitsFor = opened;
        return advance();
    }

    /** How many batches, or joined runs of done ones, are kept. */
    synchronized int size() {
        return pending.size();
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
        if (mode == Mode.HELD || mode == Mode.BEHIND || finished < waitsFor) {
            return Optional.empty();
        }
        Mark done = pending.isEmpty() ? newestDone : pending.peekFirst().before();
        Mark candidate = mode == Mode.IN_ORDER && done.rve() > confirmed ? confirmedDone : done;
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
        boolean counts = mode == Mode.IN_ORDER && finished >= waitsFor;
        if (counts && done.rve() <= confirmed && done.rve() >= confirmedDone.rve()) {
            confirmedDone = done;
        }
    }

    /** Behind a lane that is stuck the others go on: their batches must not add up in memory. */
    private void joinDone() {
        Deque<PendingBatch> joined = new ArrayDeque<>();
        for (PendingBatch batch : pending) {
            if (joined.isEmpty() || !joined.peekLast().join(batch)) {
                joined.addLast(batch);
            }
        }
        pending.clear();
        pending.addAll(joined);
        joinAt = Math.max(MOST_APART, 2 * pending.size());
    }
}
