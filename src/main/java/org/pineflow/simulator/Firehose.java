package org.pineflow.simulator;

import java.util.List;
import java.util.function.LongConsumer;

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
    private final LongConsumer served;
    private final Runnable unfollow;
    private List<Version> history;
    private int next;

    Firehose(
            LiveQueue<Version> live,
            List<Version> history,
            Filter filter,
            boolean sequenced,
            Envelope envelope,
            LongConsumer served,
            Runnable unfollow) {
        this.live = live;
        this.history = history;
        this.filter = filter;
        this.sequenced = sequenced;
        this.envelope = envelope;
        this.served = served;
        this.unfollow = unfollow;
    }

    @Override
    public Progress step(Outbox outbox) {
        sendHistory(outbox);
        boolean historyLeft = !history.isEmpty();
        if (historyLeft && sequenced) {
            return Progress.MORE;
        }
        for (int i = 0; i < SENT_IN_A_STEP; i++) {
            Version version = live.poll();
            if (version == null) {
                break;
            }
            send(version, outbox);
        }
        return historyLeft || !live.isEmpty() ? Progress.MORE : Progress.IDLE;
    }

    @Override
    public void close() {
        unfollow.run();
    }

    private void sendHistory(Outbox outbox) {
        for (int i = 0; i < SENT_IN_A_STEP && next < history.size(); i++) {
            send(history.get(next++), outbox);
        }
        if (next == history.size()) {
            history = List.of();
            next = 0;
        }
    }

    private void send(Version version, Outbox outbox) {
        if (filter.accepts(version)) {
            outbox.send(envelope.event(version));
            served.accept(1);
        }
    }
}
