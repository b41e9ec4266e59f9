package org.pineflow.simulator;

import org.pineflow.simulator.fault.Occasion;

/** A firehose of what devices announce. It has no history: readings are kept nowhere (FD1 firehose guide). */
final class DeviceFirehose implements Job {

    private static final int SENT_IN_A_STEP = 100;

    private final LiveQueue<DeviceReading> live;
    private final Filter filter;
    private final Envelope envelope;
    private final Subject subject;
    private final Runnable unfollow;

    DeviceFirehose(
            LiveQueue<DeviceReading> live, Filter filter, Envelope envelope, Subject subject, Runnable unfollow) {
        this.live = live;
        this.filter = filter;
        this.envelope = envelope;
        this.subject = subject;
        this.unfollow = unfollow;
    }

    @Override
    public Progress step(Outbox outbox) {
        for (int i = 0; i < SENT_IN_A_STEP; i++) {
            DeviceReading reading = live.poll();
            if (reading == null) {
                return Progress.IDLE;
            }
            if (filter.accepts(reading)) {
                outbox.send(Parcel.reading(subject.packet(Occasion.LIVE, envelope.event(reading))));
            }
        }
        return Progress.MORE;
    }

    @Override
    public void close() {
        unfollow.run();
    }
}
