package org.pineflow.bench.jmh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.pineflow.bench.pipeline.Events;

/** Some records of the size that the other benchmarks send, one packet each, and what can be put together from them. */
public final class Records {

    private static final int SIZE = 385;

    private final byte[][] rows;

    /** So many records. */
    public Records(int count) {
        Events events = new Events(SIZE);
        rows = new byte[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = new byte[events.length(i)];
            events.write(i, rows[i], 0);
        }
    }

    /** Each record in a packet of its own, as a firehose sends it. */
    public byte[][] packets() {
        byte[] head = Events.packetHead("fh-1");
        return Arrays.stream(rows)
                .map(row -> {
                    byte[] packet = Arrays.copyOf(head, head.length + row.length + 1);
                    System.arraycopy(row, 0, packet, head.length, row.length);
                    packet[packet.length - 1] = '}';
                    return packet;
                })
                .toArray(byte[][]::new);
    }

    /** The records alone. */
    public byte[][] rows() {
        return rows;
    }

    /** All records in one packet, as a chunked poll sends them. */
    public byte[] chunk() {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes("{\"rp\":\"p-1\",\"ch\":1,\"data\":{\"rows\":".getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(array());
        chunk.writeBytes("}}".getBytes(StandardCharsets.US_ASCII));
        return chunk.toByteArray();
    }

    /** All records as a JSON array, as they are posted. */
    public byte[] array() {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        for (byte[] row : rows) {
            array.write(array.size() == 0 ? '[' : ',');
            array.writeBytes(row);
        }
        array.write(']');
        return array.toByteArray();
    }
}
