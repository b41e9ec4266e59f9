package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.ServerClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request of one opening, and how the server takes it up. A server may refuse a restart, by an error or by closing the
 * connection; when it has done so again and again, the firehose is asked for from now on. Confined to the event loop.
 */
final class OpenRequest {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRequest.class);

    private final FirehoseContext context;
    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final RestartPoint asked;
    private final RveForm form;
    private String rq = "";
    private boolean accepted;
    private boolean restartRefused;

    /**
     * @param asked from where
     * @param form how rves are written
     */
    OpenRequest(FirehoseContext context, FirehoseOpening opening, Fd1Connection on, RestartPoint asked, RveForm form) {
        this.context = context;
        this.opening = opening;
        this.on = on;
        this.asked = asked;
        this.form = form;
    }

    /** Sends it; what comes for it is told to the opening. */
    void send() {
        restartRefused = asked.hasHistory() && context.reopening().givesUpClosedRestart();
        if (restartRefused) {
            LOG.warn(
                    "stream={} the server closed the connection {} times in a row when it was asked to restart the"
                            + " firehose, so it is opened from now",
                    context.name(),
                    Reopening.MAX_REFUSALS);
        }
        send(restartRefused ? RestartPoint.NOW : asked);
    }

    private void send(RestartPoint point) {
        rq = on.send(context.settings().opening(point, form), opening);
        if (!point.hasHistory()) {
            settle();
        }
    }

    /** Finds out whether the firehose is open although the server does not say so. */
    private void settle() {
        FirehoseSettings settings = context.settings();
        if (settings.catchUp().isPresent()) {
            new Probe(context, opening, on, settings.catchUp().get()).start(form);
        } else {
            new Echo(opening, on, settings.openSettle()).start();
        }
    }

    /** The server has taken it up. */
    void accept() {
        accepted = true;
    }

    /** Whether the server has taken it up, as far as can be known. */
    boolean isAccepted() {
        return accepted;
    }

    /** Whether the server has refused the restart for good, and was asked to open the firehose from now. */
    boolean isRestartRefused() {
        return restartRefused;
    }

    private boolean isRestarting() {
        return asked.hasHistory() && !restartRefused && !accepted;
    }

    /** The server has refused it: it is sent again, from now on, or the opening starts over. */
    void refused(String error) {
        if (!isRestarting()) {
            String reason =
                    "the server refused the firehose " + context.settings().event() + ": " + error;
            LOG.warn("stream={} {}", context.name(), reason);
            opening.startOver(reason);
        } else if (!context.reopening().givesUpRestart()) {
            LOG.warn("stream={} the server refused the restart, which is tried again: {}", context.name(), error);
            opening.startOver("the server refused to restart the firehose at its position: " + error);
        } else {
            LOG.warn(
                    "stream={} the server refused the restart {} times in a row, so the firehose is opened from now: {}",
                    context.name(),
                    Reopening.MAX_REFUSALS,
                    error);
            restartRefused = true;
            on.forget(rq);
            send(RestartPoint.NOW);
        }
    }

    /** The connection was lost, be it because of the request. */
    void disconnected(Fd1Exception cause) {
        if (isRestarting() && cause instanceof ServerClosedException) {
            context.reopening().closedAtRestart();
        }
    }

    /** Takes it back, if it was sent. */
    void cancel() {
        if (!rq.isEmpty()) {
            on.cancel(rq);
            LateFrames.watch(on, rq, context.loop());
        }
    }
}
