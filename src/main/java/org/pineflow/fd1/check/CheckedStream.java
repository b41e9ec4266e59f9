package org.pineflow.fd1.check;

import java.util.Optional;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.StreamSettings;

/**
 * A stream as a route describes it.
 *
 * @param server how to reach its server
 * @param settings what firehoses and polls have in common
 * @param fingerprint what it reads: see {@link org.pineflow.position.Position}
 * @param firehose empty for a poll
 * @param poll the poll, or the endpoint that reads what a firehose missed
 */
public record CheckedStream(
        Fd1Settings server,
        StreamSettings settings,
        String fingerprint,
        Optional<FirehoseSettings> firehose,
        Optional<PollSettings> poll) {

    /** The stream's name. */
    public String name() {
        return settings.name();
    }

    /** What findings about it begin with. */
    public String about() {
        return "stream " + settings.name();
    }
}
