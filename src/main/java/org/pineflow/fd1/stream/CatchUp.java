package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a firehose missed by a poll on a socket of its own, once the firehose is known to be open: nothing can then
 * fall between the two. Confined to the event loop.
 */
final class CatchUp implements History, Fd1LinkListener, Transfer.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final FirehoseContext context;
    private final FirehoseOpening opening;
    private final RestartPoint from;
    private final RveForm form;
    private final PollSettings poll;
    private final Brake brake;
    private Optional<Fd1Link> link = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();
    private boolean begun;
    private boolean complete;
    private long completedAt;

    CatchUp(FirehoseContext context, FirehoseOpening opening, RestartPoint from, RveForm form) {
        this.context = context;
        this.opening = opening;
        this.from = from;
        this.form = form;
        this.poll = context.settings().catchUp().orElseThrow();
        this.brake = context.pipeline().brake(this::setReading);
    }

    /** The firehose is opened from now: what came before is polled. */
    @Override
    public RestartPoint asked() {
        return RestartPoint.NOW;
    }

    @Override
    public boolean isPolled() {
        return true;
    }

    @Override
    public void requested() {
        context.pipeline().hold();
    }

    /** Begins, once. */
    @Override
    public void accepted() {
        if (!begun && opening.isCurrent()) {
            begun = true;
            link = Optional.of(context.links().own());
            link.get().add(this);
        }
    }

    @Override
    public void connected(Fd1Connection own) {
        if (link.isPresent() && transfer.isEmpty()) {
            Transfer next = new Transfer(
                    own,
                    this,
                    context.polls().firstChunk(),
                    context.polls()::firstChunk,
                    context.loop(),
                    poll.requestTimeout());
            transfer = Optional.of(next);
            next.start(poll.request(from.all() ? OptionalLong.empty() : OptionalLong.of(from.rve()), form));
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        // The transfer is told.
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        context.status().condition(State.CATCHING_UP, cause.getMessage());
    }

    /** The other half of the buffer is the firehose's, so that it is not held back for the sake of this. */
    @Override
    public void rows(Packet packet) {
        context.pipeline().accept(packet, Long.MAX_VALUE);
        if (context.pipeline().isHalfFull()) {
            context.pipeline().flush();
            brake.stop();
        } else {
            brake.pullWhenAhead();
        }
    }

    private void setReading(boolean reading) {
        transfer.ifPresent(running -> running.setReading(reading));
    }

    @Override
    public void drained() {
        brake.release();
    }

    @Override
    public void complete(int chunks) {
        complete = true;
        completedAt = context.stream().nanoTime().getAsLong();
        watchLateRows();
        context.polls().complete();
        context.reopening().works();
        opening.endHistory();
    }

    /** The firehose and its poll both start over, unless that is of no use. */
    @Override
    public void broken(Transfer.Break cause) {
        abandon();
        if (!opening.isCurrent()) {
            return;
        }
        if (cause.unreadable()) {
            context.status().countUnreadable();
        }
        if (context.polls().isHopeless(cause)) {
            opening.giveUp(PollRecord.gaveUp(cause.reason()));
        } else {
            LOG.warn("stream={} catching up broke and starts over: {}", context.name(), cause.reason());
            opening.startOver(cause.reason());
        }
    }

    /** Keeps the socket for a while, to see whether more comes for the poll against all rules. */
    private void watchLateRows() {
        context.loop()
                .schedule(
                        () -> {
                            long since = context.stream().nanoTime().getAsLong() - completedAt;
                            if (hasLateRows() || since >= LateFrames.PATIENCE.toNanos()) {
                                abandon();
                            } else if (link.isPresent()) {
                                watchLateRows();
                            }
                        },
                        LateFrames.CHECK.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private boolean hasLateRows() {
        return transfer.map(Transfer::lateFrames).orElse(0L) > 0;
    }

    /** Ends it, and closes its socket. */
    @Override
    public void abandon() {
        if (complete && link.isPresent() && hasLateRows()) {
            context.trouble().lateRows(from.rve(), context.pipeline().received(), poll.endpoint());
        }
        transfer.ifPresent(Transfer::abandon);
        link.ifPresent(own -> own.remove(this));
        link = Optional.empty();
    }
}
