package org.pineflow.flowcore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.Hash128;

/** Finds the events in JSON text. They are cut out as they are: never parsed into numbers and written again. */
final class JsonEvents {

    /** Events are UTF-8, and nothing is guessed. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .build();

    private JsonEvents() {}

    /**
     * Adds each element of an array of objects.
     *
     * @throws UnreadableBodyException when the text is something else; nothing may have been added for good then
     */
    static void addArray(byte[] text, EventBatchBuilder batch) throws UnreadableBodyException {
        byte[] json = withoutMark(text);
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new UnreadableBodyException(text, "a body for flowcore:events: must be a JSON array of objects");
            }
            int place = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new UnreadableBodyException(
                            text, "element " + place + " of the JSON array is no object, and events are objects");
                }
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getByteOffset();
                batch.write(json, from, to).end("", 0, Hash128.of(json, from, to), false, false);
                place++;
            }
            end(parser, text);
        } catch (IOException e) {
            throw unreadable(text, e);
        }
    }

    /**
     * Adds the one JSON value that the text is.
     *
     * @param objectOnly whether it must be an object
     * @throws UnreadableBodyException when it is not
     */
    static void addValue(byte[] text, boolean objectOnly, EventBatchBuilder batch) throws UnreadableBodyException {
        byte[] json = withoutMark(text);
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new UnreadableBodyException(text, "the body is empty, and an event is a JSON value");
            }
            if (objectOnly && first != JsonToken.START_OBJECT) {
                throw new UnreadableBodyException(text, "events are JSON objects");
            }
            parser.skipChildren();
            end(parser, text);
        } catch (IOException e) {
            throw unreadable(text, e);
        }
        batch.add(json, "", 0);
    }

    private static void end(JsonParser parser, byte[] text) throws IOException, UnreadableBodyException {
        if (parser.nextToken() != null) {
            throw new UnreadableBodyException(text, "there is more after the end of the JSON value");
        }
    }

    private static UnreadableBodyException unreadable(byte[] text, IOException e) {
        String where = "";
        String what = e.getMessage();
        if (e instanceof JsonProcessingException json) {
            what = json.getOriginalMessage();
            where = json.getLocation() == null
                    ? ""
                    : " in line " + json.getLocation().getLineNr() + ", column "
                            + json.getLocation().getColumnNr();
        }
        return new UnreadableBodyException(text, "the body is no JSON: " + what + where);
    }

    private static byte[] withoutMark(byte[] text) {
        boolean marked = text.length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(text, 3, text.length) : text;
    }
}
