package org.pineflow.fd1.client;

import java.util.Optional;

/**
 * Single records for one request, that came in messages one behind the other and were read from the socket at once: put
 * together, their handler is called once. Confined to one thread.
 */
final class PacketRun {

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private String rp = "";
    private String schema = "";
    private RowTable rows = new RowTable();
    private RowTable spare = new RowTable();

    boolean isEmpty() {
        return rows.size() == 0;
    }

    /** Whether the packet that was read last can stand in one run with those that are here already. */
    boolean continuesWith(byte[] source, PlainPacketReader packet) {
        return isEmpty()
                || source == bytes && packet.rp().equals(rp) && packet.schema().equals(schema);
    }

    /** Adds the record that was read last. */
    void add(byte[] source, PlainPacketReader packet) {
        if (isEmpty()) {
            bytes = source;
            rp = packet.rp();
            schema = packet.schema();
        }
        rows.add(packet.rows(), 0);
    }

    /** The run as a packet, good until the next one is taken; the run is empty afterwards. */
    Packet take() {
        Packet packet = new Packet(bytes, 0, 0, rp, schema, Packet.NO_CHUNK, Optional.empty(), true, rows, 0);
        RowTable taken = rows;
        rows = spare;
        rows.clear();
        spare = taken;
        bytes = NOTHING;
        return packet;
    }
}
