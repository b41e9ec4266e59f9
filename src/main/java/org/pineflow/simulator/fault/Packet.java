package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Objects;

/**
 * A packet on its way to a client.
 *
 * @param moment what it is
 * @param request the request it belongs to
 * @param json its bytes; never changed in place
 * @param intact whether it is what the server meant to say
 * @param delay how long after its turn it is sent
 * @param behindNext whether the next packet of the same request is sent before it
 */
public record Packet(Moment moment, String request, byte[] json, boolean intact, Duration delay, boolean behindNext) {

    public Packet {
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(delay, "delay");
    }

    /** A packet as the server means it. */
    public static Packet of(Moment moment, String request, byte[] json) {
        return new Packet(moment, request, json, true, Duration.ZERO, false);
    }

    /** This packet with other bytes: what a reader makes of it is open. */
    Packet spoiled(byte[] other) {
        return new Packet(moment, request, other, false, delay, behindNext);
    }

    /** This packet, later. */
    Packet delayed(Duration by) {
        return new Packet(moment, request, json, intact, by, behindNext);
    }

    /** This packet, after the next one. */
    Packet afterNext() {
        return new Packet(moment, request, json, intact, delay, true);
    }
}
