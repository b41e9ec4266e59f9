package org.pineflow.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
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
 * Dead letters as JSON for people to read. The body is exact: a JSON string where its bytes are UTF-8, else base64.
 * The id is not believed but made anew, so that a letter whose stream, key, rve or body was damaged is noticed.
 */
public final class DeadLetterCodec {

    private static final int VERSION = 2;

    /** Letters of this version have no redrives, and an id that leaves the target out. */
    private static final int FIRST_VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** For whoever prints letters: what is beyond ASCII may tell a terminal to do things. */
    private static final ObjectWriter ASCII_LINE = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private DeadLetterCodec() {}

    /** The letter on one line of ASCII, without the line's end. */
    public static String line(String id, DeadLetter letter) {
        return written(tree(id, letter), ASCII_LINE);
    }

    static byte[] encode(String id, DeadLetter letter) {
        // By way of a text: straight to bytes, half of a surrogate pair in a key would be an error and not a "?".
        return written(tree(id, letter), MAPPER.writerWithDefaultPrettyPrinter())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String written(ObjectNode root, ObjectWriter writer) {
        try {
            return writer.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }

    private static ObjectNode tree(String id, DeadLetter letter) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", id.equals(letter.id()) ? VERSION : FIRST_VERSION);
        root.put("id", id);
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
        Redrives redrives = letter.redrives();
        redrives.last().ifPresent(last -> root.putObject("redrives")
                .put("count", redrives.count())
                .put("last", last.toString())
                .put("status", redrives.status())
                .put("answer", redrives.answer()));
        ObjectNode headers = root.putObject("headers");
        new TreeMap<>(letter.headers()).forEach(headers::put);
        byte[] body = letter.body();
        utf8(body)
                .ifPresentOrElse(
                        text -> root.put("body", text),
                        () -> root.put("bodyBase64", Base64.getEncoder().encodeToString(body)));
        return root;
    }

    /** The headers as one JSON object. */
    static String headersText(Map<String, String> headers) {
        ObjectNode root = MAPPER.createObjectNode();
        new TreeMap<>(headers).forEach(root::put);
        return written(root, ASCII_LINE);
    }

    /** @throws IllegalArgumentException when the text is no JSON object of texts */
    static Map<String, String> headers(String text) {
        try {
            return headers(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its headers are no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when the bytes are no dead letter of this id; the message says why */
    static DeadLetter decode(byte[] bytes, String id) {
        DeadLetter letter;
        try {
            JsonNode root = MAPPER.readTree(bytes);
            int version = root.path("version").asInt();
            if (version != VERSION && version != FIRST_VERSION) {
                throw new IllegalArgumentException(
                        version > VERSION
                                ? "it is of version " + version + ", written by a newer Pineflow"
                                : "it is no dead letter, or damaged");
            }
            letter = letter(root);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("it is no JSON, or damaged: " + e.getMessage(), e);
        }
        checkId(id, letter);
        return letter;
    }

    /** @throws IllegalArgumentException when this is not the letter of the id */
    static void checkId(String id, DeadLetter letter) {
        if (!letter.id().equals(id) && !letter.firstId().equals(id)) {
            throw new IllegalArgumentException(
                    "it was changed: its stream, key, rve, body and target have the id " + letter.id());
        }
    }

    private static DeadLetter letter(JsonNode root) {
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
                headers(root.path("headers")),
                root.path("status").asInt(),
                text(root, "answer"),
                text(root, "reason"),
                Instant.parse(text(root, "since")),
                root.path("tries").asInt(),
                root.has("redrives") ? redrives(root.get("redrives")) : Redrives.NONE);
    }

    private static Redrives redrives(JsonNode node) {
        return new Redrives(
                node.path("count").asInt(),
                Optional.of(Instant.parse(text(node, "last"))),
                node.path("status").asInt(),
                text(node, "answer"));
    }

    private static Map<String, String> headers(JsonNode node) {
        Map<String, String> headers = new TreeMap<>();
        node.fields()
                .forEachRemaining(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
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
