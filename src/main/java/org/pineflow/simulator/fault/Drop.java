package org.pineflow.simulator.fault;

import java.util.List;

/** A packet is not sent. */
record Drop() implements Effect {

    @Override
    public List<Packet> onPacket(Packet packet) {
        return List.of();
    }
}
