package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A firehose from one open request to its end: history, by replay or by poll, then live. Confined to the event loop.
 */
final class FirehoseOpening implements PacketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseOpening.class);

    /** A firehose that was open for so long works, although no row came. */
    private static final long PROBATION_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Firehose firehose;
    private final Openings openings;
    private final FirehoseContext context;
    private final Fd1Connection on;
    private final RestartPoint from;
    private final History history;
    private final OpenRequest request;
    private final Brake brake;
    private long openedAt;
    private boolean catchingUp;

    /** @param position as it is now */
    FirehoseOpening(
            Firehose firehose,
            Openings openings,
            FirehoseContext context,
            Fd1Connection on,
            RestartPoint from,
            Position position) {
        this.firehose = firehose;
        this.openings = openings;
        this.context = context;
        this.on = on;
        this.from = from;
        this.catchingUp = from.hasHistory();
        RveForm form = RveForm.of(position);
        this.history = history(position, form);
        this.request = new OpenRequest(context, this, on, history.asked(), form);
        this.brake = context.pipeline().brake(on::setReading);
    }

    private History history(Position position, RveForm form) {
        if (!from.hasHistory()) {
            return History.NONE;
        }
        return context.settings().restart() == Restart.POLL
                ? new CatchUp(context, this, from, form)
                : new ReplayedHistory(context, this, on, position, from);
    }

    void start() {
        context.status().countOpening();
        showState();
        history.prepare(this::ask);
    }

    private void ask() {
        openedAt = Rve.of(context.stream().clock().instant());
        request.send();
        history.requested();
    }

    /** The firehose is as good as open, although the server has not said so. */
    void proved() {
        if (!request.isAccepted() && isCurrent()) {
            accept();
        }
    }

    /** Whether it is the one that the firehose has at present. */
    boolean isCurrent() {
        return openings.isCurrent(this);
    }

    /** Ends it, and opens again after a pause. */
    void startOver(String reason) {
        openings.openLater(reason);
    }

    /** Ends the firehose for good: another opening would end as this one did. */
    void giveUp(String reason) {
        firehose.giveUp(reason);
    }

    /** Whether it is open as far as can be known. */
    boolean isAccepted() {
        return request.isAccepted();
    }

    /** Runs a task later on, if this is the present opening still. */
    void later(Runnable task, long nanos) {
        context.loop()
                .schedule(
                        () -> {
                            if (isCurrent()) {
                                task.run();
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /** Whether there was history to be read at all. */
    boolean hasHistory() {
        return from.hasHistory();
    }

    /** Live is what is known to be open, and no sooner: who waits for that must not miss what comes next. */
    void showState() {
        if (catchingUp) {
            context.status().condition(State.CATCHING_UP, "");
        } else if (request.isAccepted() || from.hasHistory()) {
            context.status().condition(State.LIVE, "");
        } else {
            context.status().condition(State.STARTING, "waiting for the server to open the firehose");
        }
    }

    /** Ends it at the server. */
    void cancel() {
        abandon();
        request.cancel();
    }

    /** The connection is gone. */
    void abandon() {
        brake.release();
        history.abandon();
    }

    /** There is room for more. */
    void drained() {
        brake.release();
        history.drained();
    }

    @Override
    public void packet(Packet packet) {
        if (!isCurrent()) {
            return;
        }
        if (packet.error().isPresent()) {
            request.refused(packet.error().get());
            return;
        }
        if (!request.isAccepted()) {
            accept();
        }
        if (packet.rowCount() > 0) {
            works();
            context.pipeline().accept(packet, catchingUp ? openedAt : 0);
        }
        holdWhenFull();
    }

    private void holdWhenFull() {
        if (!isCurrent()) {
            return;
        }
        if (!context.pipeline().isFull()) {
            // Others on the socket, and who is held back already, have no use for it.
            if (!firehose.sharesSocket() && !firehose.isHeldBack()) {
                brake.pullWhenAhead();
            }
            return;
        }
        brake.release();
        if (catchingUp && firehose.sharesSocket()) {
            // Held back by TCP there: cancelled and begun anew, history might never end.
            openings.close();
            firehose.leaveSharedSocket("the sink does not keep up");
        } else {
            firehose.holdBack(on);
        }
    }

    /** The server has answered the request, be it with an acknowledgement, the first row, or silence. */
    private void accept() {
        request.accept();
        showState();
        later(this::works, PROBATION_NANOS);
        if (request.isRestartRefused()) {
            history.refused();
        } else {
            if (from.hasHistory()) {
                context.reopening().restarted();
            }
            history.accepted();
        }
    }

    /** It works: a row has come, or it has been open for a while. While a poll catches up, that says nothing yet. */
    private void works() {
        if (!catchingUp || !history.isPolled()) {
            context.reopening().works();
        }
    }

    @Override
    public void unreadable(Unreadable input) {
        if (isCurrent()) {
            context.trouble().unreadable(input, openings.lastReceived());
            holdWhenFull();
        }
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        abandon();
        if (isCurrent()) {
            request.disconnected(cause);
        }
    }

    /** A row of the stream has come. */
    void row(long rve, RowKey key, boolean known) {
        if (!catchingUp) {
            context.trouble().liveRow(rve);
        }
        history.row(rve, key, known);
    }

    /** From where history is read at present; empty when none is. */
    Optional<Long> historyFrom() {
        return catchingUp ? Optional.of(from.rve()) : Optional.empty();
    }

    /** Whether the history that is read would begin anew if the firehose were opened again. */
    boolean wouldBeginAnew() {
        return catchingUp && !history.isFollowed();
    }

    /** Whether the server has refused the restart for good, and has not yet opened the firehose from now. */
    boolean isRestartRefused() {
        return request.isRestartRefused();
    }

    /** Everything that was missed has come. */
    void endHistory() {
        if (!catchingUp || !isCurrent()) {
            return;
        }
        catchingUp = false;
        context.pipeline().release(on.url());
        showState();
        LOG.info("stream={} is live", context.name());
    }
}
