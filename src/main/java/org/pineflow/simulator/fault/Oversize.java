package org.pineflow.simulator.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A packet is made as large as asked for, by one more member in front of the others. */
record Oversize(int bytes) implements Effect {

    private static final byte[] OPENING = "{\"padding\":\"".getBytes(US_ASCII);
    private static final byte[] CLOSING = "\",".getBytes(US_ASCII);

    static final Parameter<Integer> BYTES = Parameter.number("bytes", 17 * 1024 * 1024, 1);

    static Oversize of(Map<String, String> given) {
        return new Oversize(BYTES.in(given));
    }

    @Override
    public List<Packet> onPacket(Packet packet) {
        byte[] json = packet.json();
        byte[] padding = new byte[Math.max(0, bytes - json.length - OPENING.length - CLOSING.length + 1)];
        Arrays.fill(padding, (byte) 'x');
        ByteBuffer large = ByteBuffer.allocate(OPENING.length + padding.length + CLOSING.length + json.length - 1)
                .put(OPENING)
                .put(padding)
                .put(CLOSING)
                .put(json, 1, json.length - 1);
        return List.of(packet.spoiled(large.array()));
    }
}
