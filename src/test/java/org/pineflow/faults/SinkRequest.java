package org.pineflow.faults;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pineflow.event.Hash128;
import org.pineflow.flowcore.ScriptedSink;

/**
 * A batch as a sink receives it.
 *
 * @param run the life of the bridge that sent it, from its metadata
 * @param idempotencyKey empty when there was none
 * @param bytes a hash of the uncompressed body
 */
record SinkRequest(int run, Carried stream, String idempotencyKey, String bytes, List<Event> events) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STAMPS =
            Pattern.compile(",\"_rve\":\"(\\d{19})\",\"_eventTime\":\"[0-9T:.\\-]{23}Z\"}$");

    /**
     * One event.
     *
     * @param row its bytes without the stamps, as text
     */
    record Event(VersionId id, String row) {}

    /** The request, or an exception that says what is wrong with it. */
    static SinkRequest of(ScriptedSink.Received received) throws IOException {
        String path = received.line().split(" ")[1];
        Carried stream = Carried.ofStream(
                        path.substring(path.lastIndexOf('/') + 1).replace(".0", ""))
                .orElseThrow(() -> new IOException("no stream of this test: " + path));
        JsonNode metadata = JSON.readTree(
                Base64.getDecoder().decode(received.headers().getOrDefault("x-flowcore-metadata-json", "e30=")));
        byte[] body = received.body();
        List<Event> events = new ArrayList<>();
        for (String text : elements(body)) {
            events.add(event(stream, text));
        }
        return new SinkRequest(
                metadata.path("run").asInt(),
                stream,
                received.headers().getOrDefault("idempotency-key", ""),
                Hash128.of(body).toString(),
                events);
    }

    private static Event event(Carried stream, String text) throws IOException {
        Matcher stamps = STAMPS.matcher(text);
        if (!stamps.find()) {
            throw new IOException("the stamps are not where they belong: " + text);
        }
        String row = text.substring(0, stamps.start()) + "}";
        String key = stream.key(JSON.readTree(row));
        return new Event(new VersionId(stream, key, Long.parseLong(stamps.group(1))), row);
    }

    /** The elements of an array, each byte for byte. */
    private static List<String> elements(byte[] array) throws IOException {
        List<String> elements = new ArrayList<>();
        try (JsonParser parser = JSON.getFactory().createParser(array)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getByteOffset();
                elements.add(new String(Arrays.copyOfRange(array, from, to), StandardCharsets.UTF_8));
            }
        }
        return elements;
    }
}
