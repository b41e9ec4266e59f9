package org.pineflow.fd1.client;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * One FD1 packet as it was received: its envelope, and where in its bytes the rows lie (FD1 protocol, "response
 * packet"), or several alike that came one behind the other. The rows are not parsed any further than to prove that they
 * are well-formed JSON. The bytes are where they were received: good only while the packet is handled.
 */
public final class Packet {

    /** The value of {@link #chunk} in a packet without {@code ch}. */
    public static final int NO_CHUNK = -1;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final String rp;
    private final String schema;
    private final int chunk;
    private final Optional<String> error;
    private final boolean payload;
    private final RowTable rows;
    private final long rve;

    /**
     * @param bytes UTF-8
     * @param from offset of the first byte of the packet
     * @param to offset behind its last byte; {@code from} for packets that came in messages of their own and were put
     *     together
     * @param rp the text of {@code rp}, empty when absent
     * @param schema the text of {@code sc}, empty when absent
     * @param chunk {@code ch}, or {@link #NO_CHUNK}
     * @param error what the error member says
     * @param payload whether there is a payload at all, even one without rows
     * @param rows its rows, as offsets into {@code bytes}
     * @param rve the rve that stands beside the rows, for rows that have none; 0 = none
     */
    Packet(
            byte[] bytes,
            int from,
            int to,
            String rp,
            String schema,
            int chunk,
            Optional<String> error,
            boolean payload,
            RowTable rows,
            long rve) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.rp = rp;
        this.schema = schema;
        this.chunk = chunk;
        this.error = error;
        this.payload = payload;
        this.rows = rows;
        this.rve = rve;
    }

    /** What the offsets of the rows lead into, UTF-8: not to be changed, and not to be read after the packet was handled. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether these are several packets, each of one row, that were put together. */
    boolean isRun() {
        return from == to;
    }

    /** The packet as unreadable input: the message that it came in, or its rows where several were put together. */
    Unreadable unreadable(String reason) {
        if (!isRun()) {
            return Unreadable.of(bytes, from, to, reason);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int row = 0; row < rowCount(); row++) {
            joined.write(bytes, rowFrom(row), rowTo(row) - rowFrom(row));
            joined.write('\n');
        }
        return Unreadable.of(joined.toByteArray(), 0, joined.size(), reason);
    }

    /** Which request it answers: the text of {@code rp}, empty when absent. */
    public String rp() {
        return rp;
    }

    /** The schema name of an event packet, empty when absent. */
    public String schema() {
        return schema;
    }

    /** The chunk number, 0 for the last one, {@link #NO_CHUNK} when the packet is no chunk. */
    public int chunk() {
        return chunk;
    }

    /** What the error member says, with its code: text for people. */
    public Optional<String> error() {
        return error;
    }

    /** Whether there is a payload; a packet without one acknowledges something or ends a transfer. */
    public boolean hasPayload() {
        return payload;
    }

    /** How many rows there are. */
    public int rowCount() {
        return rows.size();
    }

    /** Offset of the first byte of a row. */
    public int rowFrom(int row) {
        return rows.from(row);
    }

    /** Offset behind the last byte of a row. */
    public int rowTo(int row) {
        return rows.to(row);
    }

    /** Whether the row is a JSON object. */
    public boolean rowIsObject(int row) {
        return rows.isObject(row);
    }

    RowTable rows() {
        return rows;
    }

    /** The rve beside the rows, for rows that carry none themselves; 0 = none. */
    public long rve() {
        return rve;
    }
}
