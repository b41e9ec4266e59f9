package org.pineflow.ingest.cold;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.StoredEvent;

/**
 * An event as one line of JSON:
 *
 * <pre>{"eventId":"…","eventTime":"…","validTime":"…","ingestedAt":"…","given":["eventTime"],"metadata":{…},"payload":{…}}</pre>
 *
 * <p>{@code given} tells which times the sender gave; {@code metadata} is what the sender wrote. The payload stands last,
 * byte for byte as it was received. One that was sent with line breaks in it stands as a text in {@code payloadText}
 * instead, so that a line stays a line and the bytes stay what they were.
 *
 * <p>Here lines are read in whatever way they are written; {@link EventLineWriter} and {@link EventLineReader} know the
 * one way above, and are quick.
 */
final class EventLine {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private EventLine() {}

    /**
     * Reads a line back.
     *
     * @throws IOException when it is none
     */
    static StoredEvent read(byte[] line, EventTypeName type) throws IOException {
        try {
            return event(line, type);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("a line with an id or a time that is none", e);
        }
    }

    private static StoredEvent event(byte[] line, EventTypeName type) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        String given = "";
        Optional<byte[]> payload = Optional.empty();
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "given" -> given = texts(json);
                    case "metadata" -> fill(metadata, json);
                    case "payload" -> payload = Optional.of(slice(line, json));
                    case "payloadText" -> payload = Optional.of(json.getText().getBytes(StandardCharsets.UTF_8));
                    default -> texts.put(field, json.getText());
                }
            }
        }
        return new StoredEvent(
                UUID.fromString(texts.getOrDefault("eventId", "")),
                type,
                payload.orElseThrow(() -> new IOException("a line without a payload")),
                given.contains("eventTime") ? time(texts, "eventTime") : Optional.empty(),
                given.contains("validTime") ? time(texts, "validTime") : Optional.empty(),
                time(texts, "ingestedAt").orElseThrow(),
                metadata);
    }

    private static Optional<Instant> time(Map<String, String> texts, String field) {
        return Optional.of(Instant.parse(texts.getOrDefault(field, "")));
    }

    private static String texts(JsonParser json) throws IOException {
        StringBuilder all = new StringBuilder();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            all.append(json.getText()).append(' ');
        }
        return all.toString();
    }

    private static void fill(Map<String, String> metadata, JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            metadata.put(name, json.nextTextValue());
        }
    }

    private static byte[] slice(byte[] line, JsonParser json) throws IOException {
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        return Arrays.copyOfRange(line, from, (int) json.currentLocation().getByteOffset());
    }
}
