package org.pineflow.fd1.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.pineflow.fd1.client.RequestPacket;

/**
 * A firehose (FD1 guide, "Subscribing to Firehose of changes" and "Restarting a Firehose").
 *
 * @param event its name, for example {@code pos.products.edit}
 * @param query sent as {@code q}; empty = none
 * @param startFrom {@code now}, {@code all} or an rve as the user wrote it: where a stream without a position starts
 * @param restart how what was missed is read
 * @param restartArgument where the restart point stands in the request
 * @param sequencedArgument what asks for a sequenced restart; empty = nothing: the server sends every restart so
 * @param replayQuiet how long no history may come before it is taken to be over; zero = never over
 * @param openSettle how long to wait for a sign that the firehose is open, after the server has answered what was sent
 *     behind the open request. Without {@code catchUp} that is a ping, and a server that is slower than this to take a
 *     firehose up which begins now may leave out what comes before it does
 * @param closeAfter how long a firehose may be held back before it is closed
 * @param catchUp the poll that reads what was missed, or proves that a restart is honoured; present with {@link
 *     Restart#POLL}
 */
public record FirehoseSettings(
        String event,
        ObjectNode query,
        String startFrom,
        Restart restart,
        ArgumentPath restartArgument,
        Optional<FixedArgument> sequencedArgument,
        Duration replayQuiet,
        Duration openSettle,
        Duration closeAfter,
        Optional<PollSettings> catchUp) {

    /** How a firehose gets what it missed. */
    public enum Restart {
        /** The server sends it again, mixed with what is new. */
        REPLAY,
        /** The server sends it again in the order of rve, and holds back what is new meanwhile. */
        SEQUENCED,
        /** A poll reads it beside the live firehose. */
        POLL,
        /** Not at all: the event is gone when nobody listens. */
        NONE
    }

    /** The request that opens it from now on. */
    private ObjectNode fromNow() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("a", "fd1.firehose.open_firehose");
        request.putObject("v").put("event", event);
        if (!query.isEmpty()) {
            request.set("q", query.deepCopy());
        }
        return request;
    }

    /** The request that opens it at a restart point. */
    public RequestPacket opening(RestartPoint from, RveForm form) {
        ObjectNode request = fromNow();
        if (from.all()) {
            restartArgument.put(request, request.textNode("all"));
        } else if (from.rve() > 0) {
            restartArgument.putFrom(request, from.rve(), form);
        }
        if (restart == Restart.SEQUENCED && from.hasHistory()) {
            sequencedArgument.ifPresent(argument -> argument.put(request));
        }
        return new RequestPacket(request);
    }
}
