package org.pineflow.fd1.client;

import java.util.Arrays;
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
    private int[] rows = new int[3 * 64];
    private int length;

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether the packet that was read last can stand in one run with those that are here already. */
    boolean continuesWith(byte[] source, PlainPacketReader packet) {
        return length == 0
                || source == bytes && packet.rp().equals(rp) && packet.schema().equals(schema);
    }

    /** Adds the record that was read last. */
    void add(byte[] source, PlainPacketReader packet) {
        if (length == 0) {
            bytes = source;
            rp = packet.rp();
            schema = packet.schema();
        } else if (length == rows.length) {
            rows = Arrays.copyOf(rows, 2 * length);
        }
        rows[length] = packet.rowFrom();
        rows[length + 1] = packet.rowTo();
        rows[length + 2] = 1;
        length += 3;
    }

    /** The run as a packet; it is empty afterwards. */
    Packet take() {
        Packet packet = new Packet(
                bytes, 0, 0, rp, schema, Packet.NO_CHUNK, Optional.empty(), true, Arrays.copyOf(rows, length), 0);
        bytes = NOTHING;
        length = 0;
        return packet;
    }
}
