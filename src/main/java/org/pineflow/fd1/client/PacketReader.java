package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the packets in one WebSocket message: one object, as FD1 sends it, or an array or sequence of objects. Only the
 * envelope is read; rows are found as byte ranges. Immutable.
 */
final class PacketReader {

    private final Scrubber scrubber;

    /** @param scrubber cleans what the packets say to people */
    PacketReader(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    /**
     * Reads all packets of a message.
     *
     * @param message UTF-8, with or without a byte order mark
     * @param from offset of its first byte
     * @param to offset behind its last byte
     * @throws MalformedPacketException if any of it is no packet; then none of it is passed on
     */
    List<InboundPacket> read(byte[] message, int from, int to) throws MalformedPacketException {
        int start = afterByteOrderMark(message, from, to);
        List<InboundPacket> packets = new ArrayList<>(1);
        try (JsonParser parser = Json.FACTORY.createParser(message, start, to - start)) {
            RangeParser ranges = new RangeParser(parser, start, from);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_ARRAY) {
                    packets.add(packet(message, from, to, ranges));
                } else {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        packets.add(packet(message, from, to, ranges));
                    }
                }
            }
        } catch (JsonProcessingException notJson) {
            throw new MalformedPacketException(reason(notJson, start - from));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (packets.isEmpty()) {
            throw new MalformedPacketException("there is no packet in it");
        }
        return packets;
    }

    /**
     * Which request unreadable input belongs to.
     *
     * @param head the beginning of the message
     * @return {@code rp} of its first packet, if that stands before the fault and the fault is in that packet
     */
    static Optional<String> salvageRp(byte[] head) {
        int start = afterByteOrderMark(head, 0, head.length);
        String rp = null;
        try (JsonParser parser = Json.FACTORY.createParser(head, start, head.length - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isRp = parser.currentName().equals("rp");
                if (parser.nextToken().isScalarValue() && isRp) {
                    rp = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? Optional.ofNullable(rp) : Optional.empty();
        } catch (IOException fault) {
            return Optional.ofNullable(rp);
        }
    }

    private InboundPacket packet(byte[] message, int from, int to, RangeParser ranges)
            throws IOException, MalformedPacketException {
        JsonToken token = ranges.parser().currentToken();
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedPacketException("a packet is a JSON object, but at byte " + ranges.place() + " there is "
                    + RangeParser.describe(token));
        }
        return new EnvelopeReader(message, from, to, ranges, scrubber).read();
    }

    private String reason(JsonProcessingException fault, int start) {
        String what = scrubber.clean(fault.getOriginalMessage());
        long at = fault.getLocation() == null ? start : fault.getLocation().getByteOffset() + start;
        return "not JSON near byte " + at + ": " + what;
    }

    private static int afterByteOrderMark(byte[] message, int from, int to) {
        boolean mark = to - from >= 3
                && message[from] == (byte) 0xef
                && message[from + 1] == (byte) 0xbb
                && message[from + 2] == (byte) 0xbf;
        return mark ? from + 3 : from;
    }
}
