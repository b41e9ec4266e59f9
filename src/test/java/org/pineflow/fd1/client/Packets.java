package org.pineflow.fd1.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Makes packets for tests of other packages, the way they come off the wire. */
public final class Packets {

    private Packets() {}

    /** The packet of a message, which must be one. */
    public static Packet of(String json) {
        try {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            return new PacketReader(new Scrubber(
                            TestSettings.of(URI.create("ws://one.test")).build()))
                    .read(bytes, 0, bytes.length)
                    .get(0)
                    .packet();
        } catch (MalformedPacketException malformed) {
            throw new IllegalArgumentException(json, malformed);
        }
    }

    /** A packet with these rows and no chunk number. */
    public static Packet rows(String... rows) {
        return of("{\"rp\":\"1\",\"data\":{\"rows\":[" + String.join(",", rows) + "]}}");
    }

    /** A chunk with these rows. */
    public static Packet chunk(int number, String... rows) {
        return of("{\"rp\":\"1\",\"ch\":" + number + ",\"data\":{\"rows\":[" + String.join(",", rows) + "]}}");
    }
}
