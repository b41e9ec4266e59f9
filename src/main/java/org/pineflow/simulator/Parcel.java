package org.pineflow.simulator;

import java.util.List;
import org.pineflow.simulator.fault.Packet;

/**
 * A packet with what is in it.
 *
 * @param packet the packet
 * @param versions the record versions in it
 * @param rows how many rows, events or readings are in it
 */
record Parcel(Packet packet, List<Version> versions, int rows) {

    static Parcel empty(Packet packet) {
        return new Parcel(packet, List.of(), 0);
    }

    static Parcel of(Packet packet, Version version) {
        return new Parcel(packet, List.of(version), 1);
    }

    static Parcel reading(Packet packet) {
        return new Parcel(packet, List.of(), 1);
    }

    static Parcel of(Packet packet, List<SelectedRow> rows) {
        return new Parcel(packet, rows.stream().map(SelectedRow::version).toList(), rows.size());
    }

    Parcel with(Packet other) {
        return new Parcel(other, versions, rows);
    }
}
