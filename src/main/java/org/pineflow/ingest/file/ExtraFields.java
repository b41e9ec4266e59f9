package org.pineflow.ingest.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.pineflow.ingest.request.RequestRefusedException;

/**
 * What a form adds to each event of its file: free fields as texts, and the properties of {@code additionalProperties} as
 * the JSON that was sent, digit by digit. No name may come twice or take the place of a field that every part has, so
 * that nothing is lost unseen. Used by one thread.
 */
public final class ExtraFields {

    /** What every part of a file has of its own. */
    static final Set<String> RESERVED =
            Set.of("fileName", "fileSize", "fileType", "part", "totalParts", "data", "checksum", "hashType", "fileId");

    private final UploadLimits limits;
    private final Map<String, String> json = new LinkedHashMap<>();
    private int size;

    ExtraFields(UploadLimits limits) {
        this.limits = limits;
    }

    /** A field of the form. */
    void add(String name, String text) {
        put(name, quoted(text));
    }

    /**
     * The properties of a JSON object, or of a JSON text that holds one: there are clients that send {@code "{}"}.
     *
     * @throws RequestRefusedException 400 when it is neither
     */
    void addProperties(String text) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxNumberLength(1000)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            addObject(factory, unwrapped(factory, text));
        } catch (StreamConstraintsException e) {
            throw RequestRefusedException.badRequest("additionalProperties is too deep or has too long a number");
        } catch (IOException e) {
            throw RequestRefusedException.badRequest(
                    "additionalProperties has to be a JSON object, with each name once");
        }
    }

    /** The fields as they stand in a JSON object after others: each with a comma before it. */
    public String json() {
        StringBuilder text = new StringBuilder();
        json.forEach((name, value) ->
                text.append(',').append(quoted(name)).append(':').append(value));
        return text.toString();
    }

    /** A text as JSON. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    private static String unwrapped(JsonFactory factory, String text) throws IOException {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return text;
            }
            String inner = parser.getText();
            return parser.nextToken() == null ? inner : text;
        }
    }

    private void addObject(JsonFactory factory, String text) throws IOException {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw RequestRefusedException.badRequest("additionalProperties has to be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                put(
                        name,
                        text.substring(from, (int) parser.currentLocation().getCharOffset())
                                .strip());
            }
            if (parser.nextToken() != null) {
                throw RequestRefusedException.badRequest("there is more after the object of additionalProperties");
            }
        }
    }

    private void put(String name, String value) {
        if (RESERVED.contains(name)) {
            throw RequestRefusedException.badRequest("the field '" + name
                    + "' is one that every part of a file has of its own; give yours another name");
        }
        if (json.putIfAbsent(name, value) != null) {
            throw RequestRefusedException.badRequest("the field '" + name + "' is there twice");
        }
        size += name.length() + value.length();
        if (size > limits.fieldBytes()) {
            throw RequestRefusedException.badRequest(
                    "the fields beside the file are longer than " + limits.fieldBytes() + " bytes");
        }
    }
}
