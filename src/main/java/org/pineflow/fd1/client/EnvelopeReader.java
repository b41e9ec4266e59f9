package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads one packet. Mutable, for one packet. What FD1's pages leave open is read in every sensible way: the payload is
 * the first found of {@code data.rows}, {@code data} as an array, {@code data} as a record, the same of {@code v}, and
 * else the packet itself when it has members beyond the envelope.
 */
final class EnvelopeReader {

    private static final int[] NO_ROWS = {};
    private static final String STATUS = "firehose.status";

    private final byte[] message;
    private final int messageFrom;
    private final int messageTo;
    private final RangeParser ranges;
    private final Scrubber scrubber;
    private final JsonParser parser;
    private final RveBeside rve = new RveBeside();

    private String rp;
    private String schema;
    private String address = "";
    private String protocol = "";
    private Integer chunk;
    private Body data;
    private Body v;
    private Optional<ErrorMember> error = Optional.empty();
    private boolean beyondEnvelope;

    /**
     * @param messageFrom offset of the first byte of the whole message
     * @param messageTo offset behind its last byte
     */
    EnvelopeReader(byte[] message, int messageFrom, int messageTo, RangeParser ranges, Scrubber scrubber) {
        this.message = message;
        this.messageFrom = messageFrom;
        this.messageTo = messageTo;
        this.ranges = ranges;
        this.scrubber = scrubber;
        this.parser = ranges.parser();
    }

    /**
     * Reads the object at whose beginning the parser stands.
     *
     * @throws MalformedPacketException if its envelope makes no sense
     */
    InboundPacket read() throws IOException, MalformedPacketException {
        int from = ranges.tokenFrom();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member(name);
        }
        return packet(from, ranges.skipValue());
    }

    private void member(String name) throws IOException, MalformedPacketException {
        switch (name) {
            case "rp" -> rp = once(name, rp, ranges.scalar(name));
            case "sc" -> schema = once(name, schema, ranges.scalar(name));
            case "ch" -> chunk = once(name, chunk, chunkNumber(ranges.scalar(name)));
            case "data" -> data = once(name, data, Body.read(message, ranges));
            case "v" -> v = once(name, v, Body.read(message, ranges));
            case "a" -> address = ranges.scalar(name);
            case "pt" -> protocol = ranges.scalar(name);
            case "r", "rq", "rt", "mo", "q", "qk", "qo", "developer_notes" -> ranges.skipValue();
            default -> otherMember(name);
        }
    }

    private void otherMember(String name) throws IOException, MalformedPacketException {
        if (RveBeside.isName(name) && parser.currentToken().isScalarValue()) {
            rve.offer(name, ranges.scalar(name));
        } else if (ErrorMember.isName(name)) {
            Optional<ErrorMember> said = ranges.error(message, name);
            error = error.isPresent() ? error : said;
        } else {
            beyondEnvelope = true;
            ranges.skipValue();
        }
    }

    /** Two members of one name could each be the wrong one, so the packet cannot be trusted. */
    private <T> T once(String name, T before, T now) throws MalformedPacketException {
        if (before != null) {
            throw new MalformedPacketException(
                    "there are two \"" + name + "\", one ending at byte " + ranges.placeOfEnd());
        }
        return now;
    }

    private Integer chunkNumber(String text) throws MalformedPacketException {
        if (text.isEmpty()) {
            return Packet.NO_CHUNK;
        }
        try {
            int number = text.length() > 20 ? -1 : new BigDecimal(text).intValueExact();
            if (number >= 0) {
                return number;
            }
        } catch (ArithmeticException | NumberFormatException noChunkNumber) {
            // Said below, like a negative number.
        }
        throw new MalformedPacketException("\"ch\" at byte " + ranges.place() + " is no chunk number");
    }

    private InboundPacket packet(int from, int to) {
        boolean event = schema != null && !schema.isEmpty() && !schema.equals(STATUS);
        Body body = body();
        Optional<ErrorMember> found = errorIsField() ? Optional.empty() : error.or(() -> body.asError(event));
        Optional<ErrorMember> failure = found.filter(said -> !said.warning());
        int[] rows = rows(body, event, failure.isPresent(), from, to);
        Packet packet = new Packet(
                message,
                messageFrom,
                messageTo,
                rp == null ? "" : rp,
                schema == null ? "" : schema,
                chunk == null ? Packet.NO_CHUNK : chunk,
                failure.map(this::cleanText),
                rows != null,
                RowTable.of(rows == null ? NO_ROWS : rows),
                rve.value() != 0 ? rve.value() : body.rve());
        return new InboundPacket(
                packet, address, protocol, found.filter(ErrorMember::warning).map(this::cleanText));
    }

    private String cleanText(ErrorMember said) {
        return scrubber.clean(said.text());
    }

    private Body body() {
        boolean inData = data != null && data.form().isPayload();
        if (!inData && v != null && v.form().isPayload()) {
            return v;
        }
        return data == null ? Body.ABSENT : data;
    }

    /** An answer that refuses something has no rve: beside one, an error member is a field of the event like any other. */
    private boolean errorIsField() {
        return rve.value() != 0 && chunk == null;
    }

    /** The rows, or null when there is no payload. */
    private int[] rows(Body body, boolean event, boolean failed, int from, int to) {
        if (STATUS.equals(schema)) {
            return null;
        }
        return switch (body.form()) {
            case ROWS, ARRAY -> body.rows();
            case RECORD -> body.isAnswer(event, failed) ? null : body.rows();
            case NONE, SCALAR -> {
                if (failed) {
                    yield null;
                }
                boolean isRecord = beyondEnvelope || errorIsField() && error.isPresent();
                yield isRecord ? new int[] {from, to, 1} : body.rows();
            }
        };
    }
}
