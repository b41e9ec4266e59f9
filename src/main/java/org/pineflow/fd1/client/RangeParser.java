package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A streaming parser together with the place of its tokens in the message.
 *
 * @param parser over the message
 * @param start offset of the byte at which the parser began
 * @param messageFrom offset of the message's first byte
 */
record RangeParser(JsonParser parser, int start, int messageFrom) {

    private static final int[] NONE = {};

    /** Offset of the current token's first byte. */
    int tokenFrom() {
        return start + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the current token stands in the message, for people. */
    int place() {
        return tokenFrom() - messageFrom;
    }

    /** Where the current token ends in the message, for people. */
    int placeOfEnd() {
        return end() - messageFrom;
    }

    /** Skips the rest of the current value, which is thereby proved well-formed, and returns the offset behind it. */
    int skipValue() throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        return end();
    }

    /** The content of the current string, the literal text of a number or boolean, "" for null; nothing else. */
    String scalar(String name) throws IOException, MalformedPacketException {
        JsonToken token = parser.currentToken();
        if (!token.isScalarValue()) {
            throw new MalformedPacketException("\"" + name + "\" at byte " + place() + " is " + describe(token));
        }
        return token == JsonToken.VALUE_NULL ? "" : parser.getText();
    }

    /** Offset behind the current token. */
    int end() {
        return start + (int) parser.currentLocation().getByteOffset();
    }

    /** What the current value, that of an error member, says; the value is skipped. */
    Optional<ErrorMember> error(byte[] message, String name) throws IOException {
        int from = tokenFrom();
        int to = skipValue();
        return ErrorMember.of(name, Json.MAPPER.readTree(message, from, to - from));
    }

    /** The elements of the current array, as rows of a {@link Packet}. */
    int[] rows() throws IOException {
        int[] rows = NONE;
        int length = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (length == rows.length) {
                rows = Arrays.copyOf(rows, Math.max(3 * 16, 2 * length));
            }
            rows[length] = tokenFrom();
            rows[length + 1] = skipValue();
            rows[length + 2] = token == JsonToken.START_OBJECT ? 1 : 0;
            length += 3;
        }
        return length == rows.length ? rows : Arrays.copyOf(rows, length);
    }

    /** A token in words. */
    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }
}
