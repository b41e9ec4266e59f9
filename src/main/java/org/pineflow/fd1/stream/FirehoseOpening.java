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
import org.pineflow.position.Gap;
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
    private final ReplayWatch watch;
    private final HistoryEvidence evidence;
    private final Optional<CatchUp> catchUp;
    private final long openedAt;
    private String rq = "";
    private boolean history;
    private boolean accepted;
    private boolean restartRefused;
    private boolean pinged;
    private boolean lateSeen;

    FirehoseOpening(Firehose firehose, Fd1Connection on, RestartPoint from, RveForm form) {
        this.firehose = firehose;
        this.settings = firehose.settings();
        this.context = firehose.context();
        this.on = on;
        this.from = from;
        this.form = form;
        this.history = from.hasHistory();
        this.watch = new ReplayWatch(settings.replayQuiet(), on, context.nanoTime());
        this.evidence = new HistoryEvidence(firehose.trouble(), from, settings.restartArgument());
        this.openedAt = Rve.of(context.clock().instant());
        this.catchUp = history && settings.restart() == Restart.POLL
                ? Optional.of(new CatchUp(firehose, this, from, form))
                : Optional.empty();
    }

    void start() {
        context.status().countOpening();
        showState();
        if (catchUp.isPresent()) {
            rq = on.send(settings.opening(RestartPoint.NOW, form), this);
            settle();
        } else {
            rq = on.send(settings.opening(from, form), this);
            if (history) {
                watchReplay();
            } else {
                settle();
            }
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

    private void later(Runnable task, long nanos) {
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
        if (history) {
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
        on.cancel(rq);
        LateFrames.watch(on, rq, firehose.loop());
    }

    /** The connection is gone. */
    void abandon() {
        catchUp.ifPresent(CatchUp::abandon);
    }

    /** There is room for more. */
    void drained() {
        catchUp.ifPresent(CatchUp::resume);
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
            firehose.pipeline().accept(packet, history ? openedAt : 0);
        }
        holdWhenFull();
    }

    private void holdWhenFull() {
        if (!firehose.pipeline().isFull() || !firehose.isCurrent(this)) {
            return;
        }
        if (history && catchUp.isEmpty() && firehose.sharesSocket()) {
            firehose.closeOpening();
            firehose.leaveSharedSocket();
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
            firehose.trouble()
                    .gap(
                            context.status().position().rve(),
                            0,
                            Gap.Cause.RESTART_REFUSED,
                            "the server refused to restart the firehose at its position");
            endHistory();
        } else if (from.hasHistory()) {
            firehose.reopening().restarted();
        }
        catchUp.ifPresent(CatchUp::begin);
    }

    /** It works: a row has come, or it has been open for a while. While a poll catches up, that says nothing yet. */
    private void works() {
        if (catchUp.isEmpty() || !history) {
            firehose.reopening().works();
        }
    }

    private void refused(String error) {
        String stream = context.settings().name();
        boolean restart = from.hasHistory() && catchUp.isEmpty();
        if (restart && !restartRefused && !accepted) {
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
            rq = on.send(settings.opening(RestartPoint.NOW, form), this);
            settle();
            return;
        }
        String reason = "the server refused the firehose " + settings.event() + ": " + error;
        LOG.warn("stream={} {}", stream, reason);
        firehose.reopenLater(reason);
    }

    @Override
    public void unreadable(Unreadable input) {
        if (firehose.isCurrent(this)) {
            firehose.trouble().unreadable(input);
            holdWhenFull();
        }
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        abandon();
    }

    /** A row of the stream has come. */
    void row(long rve) {
        watch.row(rve);
        if (!history) {
            firehose.trouble().liveRow(rve);
        }
        evidence.row(
                rve,
                rve <= watch.bound()
                        || rve < openedAt
                        || rve <= context.status().position().rve());
        boolean replayEnded = from.hasHistory() && !history && catchUp.isEmpty() && watch.bound() > 0;
        if (replayEnded
                && !lateSeen
                && rve <= Rve.minus(watch.bound(), context.settings().overlap())) {
            lateSeen = true;
            firehose.trouble()
                    .gap(
                            rve,
                            watch.bound(),
                            Gap.Cause.LATE_ROW,
                            "a row of the history came after the history was taken to be over");
        }
    }

    private void watchReplay() {
        if (!settings.replayQuiet().isZero()) {
            later(this::checkReplay, Math.max(watch.nanosLeft(), LEAST_CHECK_NANOS));
        }
    }

    private void checkReplay() {
        if (!history) {
            return;
        }
        if (watch.isOver()) {
            evidence.over(context.status().position().rve(), watch.bound() > 0);
            endHistory();
            return;
        }
        boolean quiet = watch.nanosLeft() <= 0;
        if (quiet && !pinged) {
            on.ping();
        }
        pinged = quiet;
        watchReplay();
    }

    /** Everything that was missed has come. */
    void endHistory() {
        if (!history) {
            return;
        }
        history = false;
        firehose.pipeline().release(on.url());
        showState();
        LOG.info("stream={} is live", context.settings().name());
    }
}
