package org.pineflow.fd1.stream;

import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Unreadable;

/**
 * Asks for nothing on the firehose's socket: some servers never acknowledge a firehose, but when one has answered what
 * was sent after the open request, the firehose is as good as open. A server that shows nothing at all, in as long a
 * time as a poll may be silent, is asked anew. Confined to the event loop.
 */
final class Probe implements PacketHandler {

    private final FirehoseContext context;
    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final PollSettings poll;
    private String rq = "";
    private boolean answered;

    Probe(FirehoseContext context, FirehoseOpening opening, Fd1Connection on, PollSettings poll) {
        this.context = context;
        this.opening = opening;
        this.on = on;
        this.poll = poll;
    }

    /** Asks; the opening is told that it is open when {@code openSettle} has passed after the answer. */
    void start(RveForm form) {
        rq = on.send(poll.probe(form), this);
        context.loop().schedule(this::giveUp, poll.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void giveUp() {
        if (answered) {
            return;
        }
        on.forget(rq);
        if (!opening.isAccepted() && opening.isCurrent()) {
            opening.startOver("the server has neither acknowledged the firehose nor answered " + poll.endpoint()
                    + " in " + poll.requestTimeout().toMillis() + " ms (requestTimeout); it is opened again");
        }
    }

    @Override
    public void packet(Packet packet) {
        answered();
    }

    @Override
    public void unreadable(Unreadable input) {
        answered();
    }

    private void answered() {
        answered = true;
        on.forget(rq);
        context.loop().schedule(opening::proved, context.settings().openSettle().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        // The opening is told.
    }
}
