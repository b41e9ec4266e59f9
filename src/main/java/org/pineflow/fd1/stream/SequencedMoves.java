package org.pineflow.fd1.stream;

import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the position follow a history that comes in order, and brings it back when the order proves broken. Confined to
 * the event loop.
 */
final class SequencedMoves {

    private static final Logger LOG = LoggerFactory.getLogger(SequencedMoves.class);

    private final FirehoseContext context;
    private final SequenceWatch watch;
    private final long floor;
    private boolean ended;

    /** @param position as it is at the opening, with its floor */
    SequencedMoves(FirehoseContext context, Position position) {
        this.context = context;
        this.watch = new SequenceWatch(context.stream().settings().overlap());
        this.floor = position.floor();
    }

    /** The open request is sent. */
    void begin() {
        context.pipeline().holdInOrder();
    }

    /**
     * A row has come.
     *
     * @param restartHonoured whether this opening is known to bring the history; until then nothing moves
     */
    void row(long rve, boolean restartHonoured) {
        if (ended) {
            return;
        }
        long before = watch.highest();
        switch (watch.row(rve)) {
            case KEPT -> {
                if (restartHonoured && rve >= before) {
                    context.pipeline().confirm(before);
                }
            }
            case DOUBTFUL -> {
                distrust("its rows fall, one after the other");
                context.pipeline().hold();
            }
            case BROKEN -> {
                distrust("a row lies further behind than the overlap");
                goBack();
                context.trouble()
                        .gap(
                                Position.rveOfFloor(floor),
                                before,
                                Gap.Cause.ORDER_BROKEN,
                                "the server broke the order of a sequenced restart (option sequencedArgument): until all"
                                        + " of the history has come, the position is back where the restart began");
            }
        }
    }

    /** Nothing that the position followed can be relied on. */
    void goBack() {
        ended = true;
        context.reopening().distrustOrder();
        context.pipeline().returnTo(floor);
    }

    private void distrust(String why) {
        if (context.reopening().trustsOrder()) {
            context.reopening().distrustOrder();
            LOG.warn(
                    "stream={} the server does not keep the order of a sequenced restart: {}; the position waits for the"
                            + " end of the history, as with restart=replay",
                    context.name(),
                    why);
        }
    }
}
