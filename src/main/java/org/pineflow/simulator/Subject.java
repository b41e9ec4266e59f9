package org.pineflow.simulator;

import java.util.OptionalLong;
import org.pineflow.simulator.fault.Moment;
import org.pineflow.simulator.fault.Occasion;
import org.pineflow.simulator.fault.Packet;

/**
 * What a packet answers.
 *
 * @param rq the id of the request
 * @param name the event of a firehose, or the endpoint without {@code fd1.}
 */
record Subject(String rq, String name) {

    Packet packet(Occasion occasion, byte[] json) {
        return Packet.of(Moment.of(occasion, name), rq, json);
    }

    Packet chunk(int number, byte[] json) {
        return Packet.of(Moment.chunk(name, number), rq, json);
    }

    Moment request(Occasion occasion) {
        return Moment.of(occasion, name);
    }

    Moment opening(OptionalLong restart) {
        return Moment.opening(name, restart);
    }
}
