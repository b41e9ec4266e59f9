package org.pineflow.fd1.stream;

import java.time.Duration;
import java.time.Instant;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a firehose is opened, and what its position says about it before the request is sent. Immutable. */
final class FirehoseStart {

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseStart.class);

    private final FirehoseSettings settings;
    private final String stream;
    private final Duration overlap;

    FirehoseStart(FirehoseSettings settings, String stream, Duration overlap) {
        this.settings = settings;
        this.stream = stream;
        this.overlap = overlap;
    }

    /** From where it is opened at the server {@code url}. */
    RestartPoint point(Position position, String url) {
        if (settings.restart() == Restart.NONE) {
            return RestartPoint.NOW;
        }
        if (position.rve() > 0) {
            return RestartPoint.before(position, url, overlap);
        }
        String from = position.start().map(Position.Start::from).orElse(settings.startFrom());
        return switch (from) {
            case "now" -> RestartPoint.NOW;
            case "all" -> RestartPoint.ALL;
            default -> RestartPoint.at(Rve.parse(from).orElseThrow());
        };
    }

    /**
     * The position as it is stored before the firehose is opened: with its start record, and with a gap where nothing
     * brings back what was missed. The server's url is not written while there is history to be read from it: a second
     * try has to ask as far back as the first.
     */
    Position recorded(Position position, String url, boolean openedBefore, Instant now) {
        if (point(position, url).hasHistory()) {
            Position first = position.rve() == 0 ? position.at(url) : position;
            return floored(started(first, now));
        }
        Position here = position.at(url);
        return here.start().isEmpty() || !openedBefore ? started(here, now) : withMissed(here, now);
    }

    /** History that is read in order moves the position: where it began is kept until all of it has come. */
    private Position floored(Position position) {
        boolean begins = settings.restart() == Restart.SEQUENCED && position.floor() == 0;
        return begins ? position.withFloor(Math.max(position.rve(), Position.FLOOR_AT_START)) : position;
    }

    private Position started(Position position, Instant now) {
        return position.start().isPresent()
                ? position
                : position.started(new Position.Start(settings.startFrom(), now));
    }

    /** What came while the firehose was not open is a gap: one for each position. */
    private Position withMissed(Position position, Instant now) {
        String detail = settings.restart() == Restart.NONE
                ? "the firehose was not open, and it cannot be restarted (restart=none)"
                : "the firehose was not open, and no row had come yet from which it could be restarted";
        Position after = position.withGap(position.rve(), 0, Gap.Cause.NOT_OPEN, detail, now);
        if (after != position) {
            LOG.warn("stream={} has a gap ({}): {}", stream, Gap.Cause.NOT_OPEN.label(), detail);
        }
        return after;
    }
}
