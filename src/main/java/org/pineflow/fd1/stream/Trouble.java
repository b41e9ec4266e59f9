package org.pineflow.fd1.stream;

import java.util.OptionalLong;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.position.Gap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what a stream may have missed, so that nothing is missed in silence. Confined to the event loop. */
final class Trouble {

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    /** Bytes that a dead letter takes up while it waits, however small the input is. */
    private static final int LEAST_ROOM = 1024;

    private final StreamContext context;
    private final Pipeline pipeline;
    private OptionalLong endless = OptionalLong.empty();

    Trouble(StreamContext context, Pipeline pipeline) {
        this.context = context;
        this.pipeline = pipeline;
    }

    /** A stretch that may not have been received and is not read again. */
    void gap(long from, long to, Gap.Cause cause, String detail) {
        LOG.warn("stream={} has a gap ({}): {}", context.settings().name(), cause.label(), detail);
        if (to == 0) {
            endless(from);
        }
        pipeline.delivery()
                .update(position -> position.withGap(
                        from, to, cause, detail, context.clock().instant()));
    }

    /** There is a gap that begins at {@code from}, and its end is not known. */
    void endless(long from) {
        endless = OptionalLong.of(Math.max(from, endless.orElse(0)));
    }

    /** A row has come on the live firehose: the first behind the gaps that have no end yet is their end. */
    void liveRow(long rve) {
        if (endless.isPresent() && rve > endless.getAsLong()) {
            endless = OptionalLong.empty();
            pipeline.delivery().update(position -> position.withGapsEndedAt(rve));
        }
    }

    /** Rows of a poll came after the server had ended it, and after a while of grace: they were not taken in. */
    void lateRows(long from, long to, String endpoint) {
        gap(
                from,
                to,
                Gap.Cause.LATE_ROW,
                "more of the answer to " + endpoint
                        + " came after the server had ended it with ch:0, and was not taken in; read that stretch again");
    }

    /**
     * Keeps input that could not be read, and records a gap where it came.
     *
     * @param around the last rve that surely came before it
     */
    void unreadable(Unreadable input, long around) {
        String stream = context.settings().name();
        context.status().countUnreadable();
        LOG.warn(
                "stream={} received {} bytes that cannot be read; they are kept as a dead letter, and a gap is recorded: {}",
                stream,
                input.length(),
                input.reason());
        endless(around);
        pipeline.keep(Math.max(LEAST_ROOM, input.bytes().length), position -> {
            context.unreadable().keep(stream, input);
            return position.withGap(
                    around,
                    0,
                    Gap.Cause.UNREADABLE,
                    "unreadable input: " + input.reason(),
                    context.clock().instant());
        });
    }
}
