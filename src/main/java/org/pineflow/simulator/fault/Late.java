package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A packet is sent long after its turn. */
record Late(Duration by) implements Effect {

    static final Parameter<Duration> BY = Parameter.duration("by", "10s");

    static Late of(Map<String, String> given) {
        return new Late(BY.in(given));
    }

    @Override
    public List<Packet> onPacket(Packet packet) {
        return List.of(packet.delayed(by));
    }
}
