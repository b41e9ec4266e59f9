package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History that the firehose itself sends again. It is over when none has come for a while ({@link ReplayWatch}). In a
 * sequenced restart the position moves meanwhile, until the order proves broken; in any other it stays. Where the server
 * does not do what the restart asks for, that is a gap, and a poll reads what there is if there is an endpoint for it.
 */
final class ReplayedHistory implements History {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayedHistory.class);
    private static final long LEAST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Firehose firehose;
    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final FirehoseSettings settings;
    private final StreamSettings stream;
    private final Position position;
    private final Position back;
    private final RestartPoint from;
    private final ReplayWatch watch;
    private final RestartProof proof;
    private final SequenceWatch sequence;
    private Optional<CatchUp> catchUp = Optional.empty();
    private boolean inOrder;
    private boolean over;
    private boolean pinged;
    private boolean lateSeen;

    /** @param position as it is at the opening */
    ReplayedHistory(
            Firehose firehose, FirehoseOpening opening, Fd1Connection on, Position position, RestartPoint from) {
        this.firehose = firehose;
        this.opening = opening;
        this.on = on;
        this.settings = firehose.settings();
        this.stream = firehose.context().settings();
        this.position = position;
        this.back = position.returnedToFloor();
        this.from = from;
        this.watch =
                new ReplayWatch(settings.replayQuiet(), on, firehose.context().nanoTime());
        this.sequence = new SequenceWatch(stream.overlap());
        RestartEvidence evidence = new RestartEvidence(
                position.rve(), Rve.of(firehose.context().clock().instant()));
        this.proof = settings.catchUp().isPresent() ? new RestartSample(firehose, position, from, evidence) : evidence;
    }

    @Override
    public RestartPoint asked() {
        return from;
    }

    @Override
    public boolean isPolled() {
        return catchUp.isPresent();
    }

    @Override
    public void prepare(Runnable open) {
        proof.prepare(open);
    }

    @Override
    public void requested() {
        watch.opened();
        inOrder =
                settings.restart() == Restart.SEQUENCED && firehose.reopening().trustsOrder();
        if (inOrder) {
            firehose.pipeline().holdInOrder();
        } else {
            firehose.pipeline().hold();
        }
        watchReplay();
    }

    @Override
    public void refused() {
        firehose.trouble()
                .gap(
                        position.rve(),
                        0,
                        Gap.Cause.RESTART_REFUSED,
                        "the server refused to restart the firehose at its position" + remedy());
        pollOrEnd();
    }

    @Override
    public void row(long rve, String key) {
        watch.row(rve);
        if (catchUp.isEmpty()) {
            proof.row(rve, key);
        }
        if (!over) {
            checkOrder(rve);
        } else if (!lateSeen && watch.bound() > 0 && rve <= Rve.minus(watch.bound(), stream.overlap())) {
            lateSeen = true;
            firehose.trouble()
                    .gap(
                            rve,
                            watch.bound(),
                            Gap.Cause.LATE_ROW,
                            "a row of the history came after the history was taken to be over");
        }
    }

    private void checkOrder(long rve) {
        if (!inOrder || catchUp.isPresent()) {
            return;
        }
        long before = sequence.highest();
        switch (sequence.row(rve)) {
            case KEPT -> {
                if (rve >= before) {
                    firehose.pipeline().confirm(before);
                }
            }
            case DOUBTFUL -> {
                distrustOrder("its rows fall, one after the other");
                firehose.pipeline().hold();
            }
            case BROKEN -> {
                inOrder = false;
                distrustOrder("a row lies further behind than the overlap");
                firehose.pipeline().returnToFloor(position.floor());
                firehose.trouble()
                        .gap(
                                back.rve(),
                                before,
                                Gap.Cause.ORDER_BROKEN,
                                "the server broke the order of a sequenced restart (option sequencedArgument): until all"
                                        + " of the history has come, the position is back where the restart began");
            }
        }
    }

    private void distrustOrder(String why) {
        if (firehose.reopening().trustsOrder()) {
            firehose.reopening().distrustOrder();
            LOG.warn(
                    "stream={} the server does not keep the order of a sequenced restart: {}; the position waits for the"
                            + " end of the history, as with restart=replay",
                    stream.name(),
                    why);
        }
    }

    private void watchReplay() {
        if (!settings.replayQuiet().isZero()) {
            opening.later(this::checkReplay, Math.max(watch.nanosLeft(), LEAST_CHECK_NANOS));
        }
    }

    private void checkReplay() {
        if (over || catchUp.isPresent()) {
            return;
        }
        if (watch.isOver()) {
            judge();
            return;
        }
        boolean quiet = watch.nanosLeft() <= 0;
        if (quiet && !pinged) {
            on.ping();
        }
        pinged = quiet;
        watchReplay();
    }

    private void judge() {
        switch (proof.verdict(watch.bound())) {
            case HONOURED -> {
                firehose.pipeline().restartProven();
                end();
            }
            case NOTHING_MISSED -> end();
            case UNPROVEN -> {
                LOG.warn(
                        "stream={} the server sent no history after the restart: there was none, or it ignored the"
                                + " argument {} (option restartArgument). With pollEndpoint that can be told",
                        stream.name(),
                        settings.restartArgument());
                firehose.pipeline().restartUnproven(firehose.context().clock().instant());
                end();
            }
            case IGNORED -> {
                firehose.reopening().distrustOrder();
                firehose.pipeline().returnToFloor(position.floor());
                firehose.trouble()
                        .gap(
                                back.rve(),
                                0,
                                Gap.Cause.RESTART_IGNORED,
                                "the server ignored the restart: a record that it has to send did not come (option"
                                        + " restartArgument)" + remedy());
                pollOrEnd();
            }
        }
    }

    private String remedy() {
        return settings.catchUp()
                .map(poll -> "; " + poll.endpoint() + " is polled for what there is now")
                .orElse("");
    }

    private void pollOrEnd() {
        if (settings.catchUp().isEmpty()) {
            end();
            return;
        }
        CatchUp poll = new CatchUp(firehose, opening, firehose.start(back, on.url()), RveForm.of(position));
        catchUp = Optional.of(poll);
        poll.accepted();
    }

    private void end() {
        over = true;
        opening.endHistory();
    }

    @Override
    public void drained() {
        catchUp.ifPresent(CatchUp::drained);
    }

    @Override
    public void abandon() {
        proof.abandon();
        catchUp.ifPresent(CatchUp::abandon);
    }
}
