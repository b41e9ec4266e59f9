package org.pineflow.simulator.fault;

import java.util.OptionalLong;

/**
 * One moment at which a fault may strike.
 *
 * @param occasion what the server is about to do
 * @param name the event of a firehose or the endpoint of a request, without {@code fd1.}
 * @param chunk the number of the chunk; 0 when it has none
 * @param restart the rve an opening asks to be restarted from, 0 for everything; empty when it does not ask
 */
public record Moment(Occasion occasion, String name, int chunk, OptionalLong restart) {

    /** A moment that is neither a chunk nor an opening with a restart. */
    public static Moment of(Occasion occasion, String name) {
        return new Moment(occasion, name, 0, OptionalLong.empty());
    }

    /** The opening of a firehose. */
    public static Moment opening(String event, OptionalLong restart) {
        return new Moment(Occasion.OPEN, event, 0, restart);
    }

    /** The sending of a chunk. */
    public static Moment chunk(String endpoint, int number) {
        return new Moment(Occasion.CHUNK, endpoint, number, OptionalLong.empty());
    }
}
