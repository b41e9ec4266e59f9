package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.RestartProof.Verdict;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History that the firehose itself sends again. It is over when none has come for a while ({@link ReplayWatch}). In a
 * sequenced restart the position follows it ({@link SequencedMoves}); in any other it stays. Where the server does not do
 * what the restart asks for, that is a gap. Where there is an endpoint for it, a poll reads what there is whenever the
 * restart is not proven.
 */
final class ReplayedHistory implements History {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayedHistory.class);
    private static final long LEAST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final FirehoseContext context;
    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final FirehoseSettings settings;
    private final StreamSettings stream;
    private final Position position;
    private final RestartPoint from;
    private final ReplayWatch watch;
    private final RestartProof proof;
    private Optional<SequencedMoves> moves = Optional.empty();
    private Optional<CatchUp> catchUp = Optional.empty();
    private boolean over;
    private boolean pinged;
    private boolean lateSeen;

    /** @param position as it is at the opening, and from where a poll would have to read */
    ReplayedHistory(
            FirehoseContext context, FirehoseOpening opening, Fd1Connection on, Position position, RestartPoint from) {
        this.context = context;
        this.opening = opening;
        this.on = on;
        this.settings = context.settings();
        this.stream = context.stream().settings();
        this.position = position;
        this.from = from;
        this.watch =
                new ReplayWatch(settings.replayQuiet(), on, context.stream().nanoTime());
        RestartEvidence evidence = new RestartEvidence(position.rve(), stream.overlap());
        this.proof = settings.catchUp().isPresent() ? new RestartSample(context, position, from, evidence) : evidence;
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
    public boolean isFollowed() {
        return moves.isPresent();
    }

    @Override
    public void prepare(Runnable open) {
        proof.prepare(open);
    }

    @Override
    public void requested() {
        watch.opened();
        boolean inOrder = settings.restart() == Restart.SEQUENCED
                && context.reopening().trustsOrder()
                && position.url().equals(on.url());
        if (inOrder) {
            moves = Optional.of(new SequencedMoves(context, position));
            moves.get().begin();
        } else {
            context.pipeline().hold();
        }
        watchReplay();
    }

    @Override
    public void refused() {
        gap(Gap.Cause.RESTART_REFUSED, "the server refused to restart the firehose at its position");
        pollOrEnd();
    }

    private void gap(Gap.Cause cause, String what) {
        String remedy = settings.catchUp()
                .map(poll -> "; " + poll.endpoint() + " is polled for what there is now")
                .orElse("");
        context.trouble().gap(position.returnedToFloor().rve(), 0, cause, what + remedy);
    }

    @Override
    public void row(long rve, RowKey key, boolean known) {
        watch.row(rve);
        if (catchUp.isPresent()) {
            return;
        }
        proof.row(rve, key);
        if (!over) {
            moves.ifPresent(follow -> follow.row(rve, proof.verdict(watch.bound()) == Verdict.HONOURED));
        } else if (!known && !lateSeen && watch.bound() > 0 && rve <= Rve.minus(watch.bound(), stream.overlap())) {
            lateSeen = true;
            context.trouble()
                    .gap(
                            rve,
                            watch.bound(),
                            Gap.Cause.LATE_ROW,
                            "a row of the history came after the history was taken to be over");
        }
    }

    private void watchReplay() {
        if (!settings.replayQuiet().isZero()) {
            opening.later(this::checkReplay, Math.max(watch.nanosLeft(), LEAST_CHECK_NANOS));
        }
    }

    private void checkReplay() {
        if (over || catchUp.isPresent() || opening.isRestartRefused()) {
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
                context.pipeline().restartProven();
                end();
            }
            case UNPROVEN -> unproven();
            case IGNORED -> {
                moves.ifPresent(SequencedMoves::goBack);
                gap(
                        Gap.Cause.RESTART_IGNORED,
                        "the server ignored the restart: a record that it has to send did not come (option"
                                + " restartArgument)");
                pollOrEnd();
            }
        }
    }

    private void unproven() {
        if (settings.catchUp().isEmpty()) {
            LOG.warn(
                    "stream={} the server sent no history after the restart: there was none, or it ignored the argument {}"
                            + " (option restartArgument). With pollEndpoint that can be told",
                    stream.name(),
                    settings.restartArgument());
            context.pipeline().restartUnproven(context.stream().clock().instant());
        }
        pollOrEnd();
    }

    private void pollOrEnd() {
        if (settings.catchUp().isEmpty()) {
            end();
            return;
        }
        RestartPoint vouchedFor = context.start().point(position.returnedToFloor(), on.url());
        CatchUp poll = new CatchUp(context, opening, vouchedFor, RveForm.of(position));
        catchUp = Optional.of(poll);
        poll.requested();
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
