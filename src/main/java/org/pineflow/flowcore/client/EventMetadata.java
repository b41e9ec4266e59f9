package org.pineflow.flowcore.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What goes into {@code x-flowcore-metadata-json}: names and values that stay with the stored event. */
public final class EventMetadata {

    private static final String TIME_TO_LIVE = "ttl-on/stored-event";
    private static final String EPHEMERAL = "do-not-archive-on/stored-event";
    private static final Duration LONGEST = Duration.ofDays(7);

    /** ASCII only, because clients and servers disagree about the bytes behind the base64. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private EventMetadata() {}

    /**
     * The header's value: base64 of the JSON text; empty when there is no metadata.
     *
     * @param json a JSON object of strings, or null
     * @param timeToLive how long the event stays in hot storage; zero = not said
     * @param ephemeral whether the event is never archived
     * @throws IllegalArgumentException when the text or the time is unfit; the message names the option
     */
    public static Optional<String> header(String json, Duration timeToLive, boolean ephemeral) {
        Map<String, String> metadata = parse(json);
        if (!timeToLive.isZero()) {
            metadata.put(TIME_TO_LIVE, timeToLiveText(timeToLive));
        }
        if (ephemeral) {
            metadata.put(EPHEMERAL, "true");
        }
        return metadata.isEmpty() ? Optional.empty() : Optional.of(encode(metadata));
    }

    /**
     * The header's value with more metadata.
     *
     * @param header its value until now
     * @param marks names and values; they win over those that are there
     * @throws IllegalArgumentException when the header is none of ours
     */
    static String marked(Optional<String> header, Map<String, String> marks) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (header.isPresent()) {
            byte[] json = Base64.getDecoder().decode(header.get());
            metadata.putAll(parse(new String(json, StandardCharsets.US_ASCII)));
        }
        metadata.putAll(marks);
        return encode(metadata);
    }

    private static String encode(Map<String, String> metadata) {
        try {
            return Base64.getEncoder()
                    .encodeToString(JSON.writeValueAsString(metadata).getBytes(StandardCharsets.US_ASCII));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("metadata cannot be written: " + e.getOriginalMessage());
        }
    }

    /** The time in the largest whole unit, as {@code 3d}, {@code 12h}, {@code 30m} or {@code 45s}. */
    static String timeToLiveText(Duration timeToLive) {
        if (timeToLive.isNegative() || timeToLive.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeToLive must be at most 7d");
        }
        if (timeToLive.toMillis() % 1000 != 0) {
            throw new IllegalArgumentException("timeToLive must be whole seconds, such as 30m, 12h or 3d");
        }
        long seconds = timeToLive.toSeconds();
        if (seconds % 86400 == 0) {
            return seconds / 86400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Map<String, String> parse(String json) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (json == null || json.isBlank()) {
            return metadata;
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "metadata is no JSON: " + e.getOriginalMessage() + "; it looks like {\"source\":\"shop\"}");
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("metadata must be a JSON object such as {\"source\":\"shop\"}");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getValue().isTextual()) {
                throw new IllegalArgumentException(
                        "metadata: the value of '" + field.getKey() + "' must be a string; put it in double quotes");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }
}
