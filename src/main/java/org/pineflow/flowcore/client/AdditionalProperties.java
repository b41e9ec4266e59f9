package org.pineflow.flowcore.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The further fields of a file's parts, as users write them. */
public final class AdditionalProperties {

    /** No further fields. */
    public static final String NONE = "{}";

    private static final JsonFactory JSON = new JsonFactory();

    private AdditionalProperties() {}

    /**
     * Takes a JSON object and nothing else.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static void require(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                parser.skipChildren();
                if (parser.nextToken() == null) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "additionalProperties is no JSON; it looks like {\"department\":\"finance\"}", e);
        }
        throw new IllegalArgumentException(
                "additionalProperties must be one JSON object such as {\"department\":\"finance\"}");
    }
}
