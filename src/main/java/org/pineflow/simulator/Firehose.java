package org.pineflow.simulator;

import java.util.List;
import org.pineflow.simulator.fault.Occasion;

/**
 * A firehose of one table: live changes, after a restart with history. An un-sequenced restart sends a few of each in
 * turn, so that an old version can follow a newer one; a sequenced one holds live changes back until history is sent
 * (FD1 guide, restarting a firehose).
 */
final class Firehose implements Job {

    private static final int SENT_IN_A_STEP = 100;

    private final LiveQueue<Version> live;
    private final Filter filter;
    private final boolean sequenced;
    private final Envelope envelope;
    private final Subject subject;
    private final Rest beforeLast;
    private final Runnable unfollow;
    private List<Version> history;
    private int next;

    /** Rests once before the last row of history. */
    Firehose(
            LiveQueue<Version> live,
            List<Version> history,
            Filter filter,
            boolean sequenced,
            Envelope envelope,
            Subject subject,
            Rest beforeLast,
            Runnable unfollow) {
        this.live = live;
        this.history = history;
        this.filter = filter;
        this.sequenced = sequenced;
        this.envelope = envelope;
        this.subject = subject;
        this.beforeLast = beforeLast;
        this.unfollow = unfollow;
    }

    @Override
    public Progress step(Outbox outbox) {
        boolean resting = sendHistory(outbox);
        boolean historyLeft = !history.isEmpty();
        if (!historyLeft || !sequenced) {
            sendLive(outbox);
        } else {
            return resting ? Progress.IDLE : Progress.MORE;
        }
        return historyLeft && !resting || !live.isEmpty() ? Progress.MORE : Progress.IDLE;
    }

    @Override
    public void close() {
        unfollow.run();
    }

    /** Sends what comes next of history, and says whether it has to rest. */
    private boolean sendHistory(Outbox outbox) {
        for (int i = 0; i < SENT_IN_A_STEP && next < history.size(); i++) {
            if (next == history.size() - 1 && !beforeLast.isOver()) {
                return true;
            }
            send(history.get(next++), Occasion.HISTORY, outbox);
        }
        if (next == history.size()) {
            history = List.of();
            next = 0;
        }
        return false;
    }

    private void sendLive(Outbox outbox) {
        for (int i = 0; i < SENT_IN_A_STEP; i++) {
            Version version = live.poll();
            if (version == null) {
                return;
            }
            send(version, Occasion.LIVE, outbox);
        }
    }

    private void send(Version version, Occasion occasion, Outbox outbox) {
        if (filter.accepts(version)) {
            outbox.send(Parcel.of(subject.packet(occasion, envelope.event(version)), version));
        }
    }
}
