package org.pineflow.simulator.fault;

import java.util.Arrays;
import java.util.List;

/** A packet ends in its middle, between two characters, so that it is a text still. */
record BrokenJson() implements Effect {

    private static final int CONTINUES = 0b1000_0000;
    private static final int FIRST_TWO_BITS = 0b1100_0000;

    @Override
    public List<Packet> onPacket(Packet packet) {
        byte[] json = packet.json();
        int end = json.length / 2;
        while (end > 1 && (json[end] & FIRST_TWO_BITS) == CONTINUES) {
            end--;
        }
        return List.of(packet.spoiled(Arrays.copyOf(json, end)));
    }
}
