package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.ServerClosedException;
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
    private static final long LEAST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A firehose that was open for so long works, although no row came. */
    private static final long PROBATION_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Firehose firehose;
    private final FirehoseSettings settings;
    private final StreamContext context;
    private final Fd1Connection on;
    private final RestartPoint from;
    private final RveForm form;
    private final History history;
    private final Brake brake;
    private String rq = "";
    private long openedAt;
    private boolean catchingUp;
    private boolean accepted;
    private boolean restartRefused;

    /** @param position as it is now */
    FirehoseOpening(Firehose firehose, Fd1Connection on, RestartPoint from, Position position) {
        this.firehose = firehose;
        this.settings = firehose.settings();
        this.context = firehose.context();
        this.on = on;
        this.from = from;
        this.form = RveForm.of(position);
        this.catchingUp = from.hasHistory();
        this.history = history(position);
        this.brake = firehose.pipeline().brake(on::setReading);
    }

    private History history(Position position) {
        if (!from.hasHistory()) {
            return History.NONE;
        }
        return settings.restart() == Restart.POLL
                ? new CatchUp(firehose, this, from, form)
                : new ReplayedHistory(firehose, this, on, position, from);
    }

    void start() {
        context.status().countOpening();
        showState();
        history.prepare(this::request);
    }

    private void request() {
        openedAt = Rve.of(context.clock().instant());
        restartRefused = history.asked().hasHistory() && firehose.reopening().givesUpClosedRestart();
        if (restartRefused) {
            LOG.warn(
                    "stream={} the server closed the connection {} times in a row when it was asked to restart the"
                            + " firehose, so it is opened from now",
                    context.settings().name(),
                    Reopening.MAX_REFUSALS);
        }
        send(restartRefused ? RestartPoint.NOW : history.asked());
        history.requested();
    }

    private void send(RestartPoint asked) {
        rq = on.send(settings.opening(asked, form), this);
        if (!asked.hasHistory()) {
            settle();
        }
    }

    /**
     * Takes the firehose for open when nothing to the contrary comes for a while after the server has answered what was
     * sent behind the open request: a request that asks for nothing, where there is an endpoint for it, or else a ping,
     * which shows no more than that the request has arrived.
     */
    private void settle() {
        if (settings.catchUp().isPresent()) {
            new Probe(firehose, this, on, settings.catchUp().get()).start(form);
        } else {
            long before = on.lastFrameNanos();
            on.ping();
            later(() -> checkAnswered(before), settings.openSettle().toNanos());
        }
    }

    private void checkAnswered(long before) {
        if (on.lastFrameNanos() > before) {
            proved();
        } else {
            later(() -> checkAnswered(before), LEAST_CHECK_NANOS);
        }
    }

    /** The firehose is as good as open, although the server has not said so. */
    void proved() {
        if (!accepted && firehose.isCurrent(this)) {
            accept();
        }
    }

    /** Whether it is open as far as can be known. */
    boolean isAccepted() {
        return accepted;
    }

    /** Runs a task later on, if this is the present opening still. */
    void later(Runnable task, long nanos) {
        firehose.loop()
                .schedule(
                        () -> {
                            if (firehose.isCurrent(this)) {
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
        } else if (accepted || from.hasHistory()) {
            context.status().condition(State.LIVE, "");
        } else {
            context.status().condition(State.STARTING, "waiting for the server to open the firehose");
        }
    }

    /** Ends it at the server. */
    void cancel() {
        abandon();
        if (!rq.isEmpty()) {
            on.cancel(rq);
            LateFrames.watch(on, rq, firehose.loop());
        }
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
        if (!firehose.isCurrent(this)) {
            return;
        }
        if (packet.error().isPresent()) {
            refused(packet.error().get());
            return;
        }
        if (!accepted) {
            accept();
        }
        if (packet.rowCount() > 0) {
            works();
            firehose.pipeline().accept(packet, catchingUp ? openedAt : 0);
        }
        holdWhenFull();
    }

    private void holdWhenFull() {
        if (!firehose.isCurrent(this)) {
            return;
        }
        if (!firehose.pipeline().isFull()) {
            // Others on the socket, and who is held back already, have no use for it.
            if (!firehose.sharesSocket() && !firehose.isHeldBack()) {
                brake.pullWhenAhead();
            }
            return;
        }
        brake.release();
        if (catchingUp && firehose.sharesSocket()) {
            // Held back by TCP there: cancelled and begun anew, history might never end.
            firehose.closeOpening();
            firehose.leaveSharedSocket("the sink does not keep up");
        } else {
            firehose.holdBack(on);
        }
    }

    /** The server has answered the request, be it with an acknowledgement, the first row, or silence. */
    private void accept() {
        accepted = true;
        showState();
        later(this::works, PROBATION_NANOS);
        if (restartRefused) {
            history.refused();
        } else {
            if (from.hasHistory()) {
                firehose.reopening().restarted();
            }
            history.accepted();
        }
    }

    /** It works: a row has come, or it has been open for a while. While a poll catches up, that says nothing yet. */
    private void works() {
        if (!catchingUp || !history.isPolled()) {
            firehose.reopening().works();
        }
    }

    private void refused(String error) {
        String stream = context.settings().name();
        if (history.asked().hasHistory() && !restartRefused && !accepted) {
            if (!firehose.reopening().givesUpRestart()) {
                LOG.warn("stream={} the server refused the restart, which is tried again: {}", stream, error);
                firehose.reopenLater("the server refused to restart the firehose at its position: " + error);
                return;
            }
            LOG.warn(
                    "stream={} the server refused the restart {} times in a row, so the firehose is opened from now: {}",
                    stream,
                    Reopening.MAX_REFUSALS,
                    error);
            restartRefused = true;
            on.forget(rq);
            send(RestartPoint.NOW);
            return;
        }
        String reason = "the server refused the firehose " + settings.event() + ": " + error;
        LOG.warn("stream={} {}", stream, reason);
        firehose.reopenLater(reason);
    }

    @Override
    public void unreadable(Unreadable input) {
        if (firehose.isCurrent(this)) {
            firehose.trouble().unreadable(input, firehose.lastReceived());
            holdWhenFull();
        }
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        abandon();
        boolean restarting = !accepted && !restartRefused && history.asked().hasHistory();
        if (restarting && cause instanceof ServerClosedException && firehose.isCurrent(this)) {
            firehose.reopening().closedAtRestart();
        }
    }

    /** A row of the stream has come. */
    void row(long rve, RowKey key, boolean known) {
        if (!catchingUp) {
            firehose.trouble().liveRow(rve);
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
        return restartRefused;
    }

    /** Everything that was missed has come. */
    void endHistory() {
        if (!catchingUp || !firehose.isCurrent(this)) {
            return;
        }
        catchingUp = false;
        firehose.pipeline().release(on.url());
        showState();
        LOG.info("stream={} is live", context.settings().name());
    }
}
