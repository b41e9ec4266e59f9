package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The value of {@code data} or {@code v}: where its rows are, and what stands beside them.
 *
 * @param form what it is
 * @param rows the rows as in {@link Packet}; null when there is nothing that could be one
 * @param rve the rve beside the rows or in the record, 0 = none
 * @param error what its error member says, if it has one
 * @param soleError whether the object holds nothing but the error
 */
record Body(Form form, int[] rows, long rve, Optional<ErrorMember> error, boolean soleError) {

    /** What a body can be. */
    enum Form {
        /** An object with an array {@code rows}, or an object with nothing but {@code "rows":null}. */
        ROWS,
        /** An array: its elements are the rows. */
        ARRAY,
        /** An object that is the only row. */
        RECORD,
        /** A text, a number, true or false: where a row should be, and so a row that is no object. */
        SCALAR,
        /** Nothing that could be a row: absent, null, an empty text, an empty object. */
        NONE;

        boolean isPayload() {
            return this == ROWS || this == ARRAY || this == RECORD;
        }
    }

    private static final int[] NO_ROWS = {};

    /** The body of a packet that has none. */
    static final Body ABSENT = new Body(Form.NONE, null, 0, Optional.empty(), false);

    /**
     * Reads the value at which the parser stands.
     *
     * @throws MalformedPacketException if there are two arrays {@code rows}: either could be the wrong one
     */
    static Body read(byte[] message, RangeParser ranges) throws IOException, MalformedPacketException {
        return switch (ranges.parser().currentToken()) {
            case START_ARRAY -> new Body(Form.ARRAY, ranges.rows(), 0, Optional.empty(), false);
            case START_OBJECT -> readObject(message, ranges);
            default -> readScalar(ranges);
        };
    }

    private static Body readScalar(RangeParser ranges) throws IOException {
        JsonToken token = ranges.parser().currentToken();
        int from = ranges.tokenFrom();
        int to = ranges.skipValue();
        boolean nothing = token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_STRING && to - from == 2;
        return nothing ? ABSENT : new Body(Form.SCALAR, new int[] {from, to, 0}, 0, Optional.empty(), false);
    }

    private static Body readObject(byte[] message, RangeParser ranges) throws IOException, MalformedPacketException {
        JsonParser parser = ranges.parser();
        int from = ranges.tokenFrom();
        int[] rows = null;
        int members = 0;
        int nullRows = 0;
        int errors = 0;
        RveBeside rve = new RveBeside();
        Optional<ErrorMember> error = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            members++;
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("rows") && token == JsonToken.START_ARRAY) {
                if (rows != null) {
                    throw new MalformedPacketException("there are two \"rows\", one at byte " + ranges.place());
                }
                rows = ranges.rows();
            } else if (RveBeside.isName(name) && token.isScalarValue()) {
                rve.offer(name, ranges.scalar(name));
            } else if (ErrorMember.isName(name)) {
                errors++;
                Optional<ErrorMember> said = ranges.error(message, name);
                error = error.isPresent() ? error : said;
            } else {
                nullRows += name.equals("rows") && token == JsonToken.VALUE_NULL ? 1 : 0;
                ranges.skipValue();
            }
        }
        int to = ranges.skipValue();
        boolean soleError = members == errors;
        if (rows != null) {
            return new Body(Form.ROWS, rows, rve.value(), error, soleError);
        }
        if (members == 0) {
            return ABSENT;
        }
        if (members == nullRows) {
            return new Body(Form.ROWS, NO_ROWS, 0, error, false);
        }
        return new Body(Form.RECORD, new int[] {from, to, 1}, rve.value(), error, soleError);
    }

    /**
     * What makes this body an error answer. A record is only taken for one if it cannot be data: an event with a schema
     * or a record with an rve may have a field of such a name, and a field {@code e} must stand alone.
     *
     * @param event whether the packet has a schema name
     */
    Optional<ErrorMember> asError(boolean event) {
        if (form == Form.ROWS) {
            return error;
        }
        return event || rve != 0 ? Optional.empty() : error.filter(said -> soleError || !said.byLetter());
    }

    /** Whether this record only says how the request went, and is no data. */
    boolean isAnswer(boolean event, boolean failed) {
        return !event && soleError || failed && asError(event).isPresent();
    }
}
