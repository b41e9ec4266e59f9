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

/**
 * Reads what a firehose missed by a poll on a socket of its own, once the firehose is known to be open: nothing can then
 * fall between the two. Confined to the event loop.
 */
final class CatchUp implements History, Fd1LinkListener, Transfer.Listener {

    private final Firehose firehose;
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

    CatchUp(Firehose firehose, FirehoseOpening opening, RestartPoint from, RveForm form) {
        this.firehose = firehose;
        this.opening = opening;
        this.from = from;
        this.form = form;
        this.poll = firehose.settings().catchUp().orElseThrow();
        this.brake = firehose.pipeline().brake(this::setReading);
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
        firehose.pipeline().hold();
    }

    /** Begins, once. */
    @Override
    public void accepted() {
        if (!begun && firehose.isCurrent(opening)) {
            begun = true;
            link = Optional.of(firehose.links().own());
            link.get().add(this);
        }
    }

    @Override
    public void connected(Fd1Connection own) {
        if (link.isPresent() && transfer.isEmpty()) {
            Transfer next = new Transfer(
                    own,
                    this,
                    firehose.polls().firstChunk(),
                    firehose.polls()::firstChunk,
                    firehose.loop(),
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
        firehose.context().status().condition(State.CATCHING_UP, cause.getMessage());
    }

    /** The other half of the buffer is the firehose's, so that it is not held back for the sake of this. */
    @Override
    public void rows(Packet packet) {
        firehose.pipeline().accept(packet, Long.MAX_VALUE);
        if (firehose.pipeline().isHalfFull()) {
            firehose.pipeline().flush();
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
        completedAt = firehose.context().nanoTime().getAsLong();
        watchLateRows();
        firehose.polls().complete();
        firehose.reopening().works();
        opening.endHistory();
    }

    @Override
    public void broken(Transfer.Break cause) {
        abandon();
        if (firehose.isCurrent(opening)) {
            firehose.catchUpBroke(cause);
        }
    }

    /** Keeps the socket for a while, to see whether more comes for the poll against all rules. */
    private void watchLateRows() {
        firehose.loop()
                .schedule(
                        () -> {
                            long since = firehose.context().nanoTime().getAsLong() - completedAt;
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
            firehose.trouble().lateRows(from.rve(), firehose.pipeline().received(), poll.endpoint());
        }
        transfer.ifPresent(Transfer::abandon);
        link.ifPresent(own -> own.remove(this));
        link = Optional.empty();
    }
}
