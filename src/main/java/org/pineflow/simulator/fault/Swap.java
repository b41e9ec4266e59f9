package org.pineflow.simulator.fault;

import java.util.List;

/** A packet is sent after the one that follows it. */
record Swap() implements Effect {

    @Override
    public List<Packet> onPacket(Packet packet) {
        return List.of(packet.afterNext());
    }
}
