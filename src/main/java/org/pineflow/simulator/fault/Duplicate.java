package org.pineflow.simulator.fault;

import java.util.List;

/** A packet is sent twice. */
record Duplicate() implements Effect {

    @Override
    public List<Packet> onPacket(Packet packet) {
        return List.of(packet, packet);
    }
}
