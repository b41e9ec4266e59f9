package org.pineflow.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A dead letter as JSON for people to read. The body is exact: a JSON string where its bytes are UTF-8, else base64.
 * The id is not believed but made anew, so that a letter whose stream, key, rve or body was damaged is noticed.
 */
final class DeadLetterCodec {

    private static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private DeadLetterCodec() {}

    static byte[] encode(DeadLetter letter) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("id", letter.id());
        root.put("kind", letter.kind().name());
        root.put("stream", letter.stream());
        root.put("key", letter.key());
        root.put("rve", Long.toString(letter.rve()));
        root.put("since", letter.since().toString());
        root.put("reason", letter.reason());
        root.put("target", letter.target());
        root.put("tries", letter.tries());
        root.put("status", letter.status());
        root.put("answer", letter.answer());
        ObjectNode headers = root.putObject("headers");
        new TreeMap<>(letter.headers()).forEach(headers::put);
        byte[] body = letter.body();
        utf8(body)
                .ifPresentOrElse(
                        text -> root.put("body", text),
                        () -> root.put("bodyBase64", Base64.getEncoder().encodeToString(body)));
        try {
            // By way of a text: straight to bytes, half of a surrogate pair in a key would be an error and not a "?".
            return MAPPER.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(root)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }

    /** @throws IllegalArgumentException when the bytes are no dead letter of this id; the message says why */
    static DeadLetter decode(byte[] bytes, String id) {
        DeadLetter letter;
        try {
            JsonNode root = MAPPER.readTree(bytes);
            int version = root.path("version").asInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        version > VERSION
                                ? "it is of version " + version + ", written by a newer Pineflow"
                                : "it is no dead letter, or damaged");
            }
            letter = letter(root);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("it is no JSON, or damaged: " + e.getMessage(), e);
        }
        if (!letter.id().equals(id)) {
            throw new IllegalArgumentException(
                    "it was changed: its stream, key, rve and body have the id " + letter.id());
        }
        return letter;
    }

    private static DeadLetter letter(JsonNode root) {
        Map<String, String> headers = new TreeMap<>();
        root.path("headers")
                .fields()
                .forEachRemaining(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        byte[] body = root.has("body")
                ? text(root, "body").getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(text(root, "bodyBase64"));
        return new DeadLetter(
                DeadLetter.Kind.valueOf(text(root, "kind")),
                text(root, "stream"),
                text(root, "key"),
                Long.parseLong(text(root, "rve")),
                body,
                text(root, "target"),
                headers,
                root.path("status").asInt(),
                text(root, "answer"),
                text(root, "reason"),
                Instant.parse(text(root, "since")),
                root.path("tries").asInt());
    }

    private static String text(JsonNode root, String field) {
        if (!root.path(field).isTextual()) {
            throw new IllegalArgumentException("the text " + field + " is missing");
        }
        return root.get(field).textValue();
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
