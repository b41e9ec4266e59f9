package org.pineflow.ingest.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata header: a JSON object in base64, padded or not. Its bytes are UTF-8; the official JavaScript SDK sends
 * Latin-1, so what is no UTF-8 is read as that. Values that are no strings are kept as their JSON text, because stored
 * metadata is text to text. Of a key that is there twice the last one counts.
 */
public final class MetadataHeader {

    /** Names that senders make up are not kept for ever. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final String FORM = "x-flowcore-metadata-json has to be the base64 of a JSON object";

    private MetadataHeader() {}

    /**
     * The metadata in {@code value}.
     *
     * @param maxBytes the longest that is taken, in bytes once decoded
     * @throws RequestRefusedException 400 when it is no base64 of a JSON object, too long, or has a text that no store
     *     can hold
     */
    public static Map<String, String> parse(String value, int maxBytes) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value.trim());
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.badRequest(FORM + "; it is not base64");
        }
        if (bytes.length > maxBytes) {
            throw RequestRefusedException.badRequest("x-flowcore-metadata-json is longer than " + maxBytes + " bytes");
        }
        String json = text(bytes);
        try (JsonParser parser = JSON.createParser(json)) {
            return object(parser, json);
        } catch (IOException e) {
            throw RequestRefusedException.badRequest(FORM + "; what was encoded is not JSON");
        }
    }

    private static Map<String, String> object(JsonParser parser, String json) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw RequestRefusedException.badRequest(FORM + "; what was encoded is not an object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            metadata.put(storable(name), storable(value(parser, json)));
        }
        if (parser.nextToken() != null) {
            throw RequestRefusedException.badRequest(FORM + "; there is more after the object");
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static String value(JsonParser parser, String json) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return parser.getText();
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return json.substring(from, (int) parser.currentLocation().getCharOffset());
    }

    /** PostgreSQL has no NUL in texts, and half of a surrogate pair has no UTF-8. */
    private static String storable(String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw RequestRefusedException.badRequest(
                    "x-flowcore-metadata-json has a text with \\u0000 or half of a surrogate pair");
        }
        return text;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
