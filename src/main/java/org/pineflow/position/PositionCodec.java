package org.pineflow.position;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position as text: a JSON object for people to read, then a line with its SHA-256, so that a damaged one is never
 * taken for a sound one. Plain ASCII. The numbers of 19 digits are JSON strings, because many JSON tools round them.
 * The stream's name is part of the text, so that one stream's position is never taken for another's.
 */
final class PositionCodec {

    private static final String CHECKSUM_LINE = "sha256 ";

    private static final Pattern STREAM = Pattern.compile("\"stream\" : (\"(?:[^\"\\\\]|\\\\.)*+\")");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            // A name with half of a surrogate pair does not survive UTF-8; its escape does.
            .configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true)
            .build();
    private static final ObjectWriter WRITER =
            MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private PositionCodec() {}

    /** The stream's name and position as they stand in one text. */
    record Named(String stream, Position position) {}

    /** The text cannot be read; the message says what is wrong with it and begins with a small letter. */
    static final class UnreadableTextException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableTextException(String message) {
            super(message);
        }
    }

    static String encode(String stream, Position position) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", Position.VERSION);
        root.put("stream", stream);
        root.put("fingerprint", position.fingerprint());
        root.put("url", position.url());
        position.keyField().ifPresent(field -> root.put("keyField", field));
        position.rveForm().ifPresent(form -> root.put("rveForm", form));
        position.start().ifPresent(start -> root.putObject("start")
                .put("from", start.from())
                .put("when", start.when().toString()));
        root.put("rve", Long.toString(position.rve()));
        root.put("floor", Long.toString(position.floor()));
        ArrayNode gaps = root.putArray("gaps");
        position.gaps().forEach(gap -> write(gap, gaps.addObject()));
        position.restartUnproven().ifPresent(since -> root.put("restartUnproven", since.toString()));
        ArrayNode delivered = root.putArray("delivered");
        position.delivered().forEach(delivered::add);
        try {
            String json = WRITER.writeValueAsString(root) + "\n";
            return json + checksumLine(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }

    private static void write(Gap gap, ObjectNode node) {
        node.put("id", gap.id())
                .put("fromRve", Long.toString(gap.fromRve()))
                .put("toRve", Long.toString(gap.toRve()))
                .put("cause", gap.cause().label())
                .put("detail", gap.detail())
                .put("since", gap.since().toString());
        gap.waiver().ifPresent(waiver -> node.putObject("waiver")
                .put("why", waiver.why())
                .put("when", waiver.when().toString()));
    }

    static Named decode(String text) throws UnreadableTextException {
        String json = checked(text);
        try {
            JsonNode root = MAPPER.readTree(json);
            int version = root.path("version").asInt();
            if (version > Position.VERSION) {
                throw new UnreadableTextException("it is of version " + version + ", written by a newer Pineflow; this"
                        + " one reads version " + Position.VERSION);
            }
            if (version != Position.VERSION) {
                throw new UnreadableTextException("it has no version");
            }
            return new Named(text(root, "stream"), position(root));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            throw new UnreadableTextException("its checksum is right but its content is not: " + e.getMessage());
        }
    }

    /** The stream's name in a text that may be damaged: a guess, to be checked against the text's place. */
    static Optional<String> streamIn(String text) {
        Matcher found = STREAM.matcher(text);
        try {
            return found.find() ? Optional.of(MAPPER.readValue(found.group(1), String.class)) : Optional.empty();
        } catch (JsonProcessingException damaged) {
            return Optional.empty();
        }
    }

    private static String checked(String text) throws UnreadableTextException {
        if (text.isEmpty()) {
            throw new UnreadableTextException("it is empty");
        }
        int end = text.lastIndexOf(CHECKSUM_LINE);
        if (end < 0) {
            throw new UnreadableTextException("it is cut short, or no position at all: it has no checksum");
        }
        String json = text.substring(0, end);
        if (!text.substring(end).equals(checksumLine(json))) {
            throw new UnreadableTextException("it was changed or damaged: its checksum is wrong");
        }
        return json;
    }

    private static Position position(JsonNode root) {
        List<Gap> gaps = new ArrayList<>();
        array(root, "gaps").forEach(gap -> gaps.add(gap(gap)));
        List<String> delivered = new ArrayList<>();
        array(root, "delivered").forEach(hash -> delivered.add(hash.asText()));
        return new Position(
                text(root, "fingerprint"),
                text(root, "url"),
                root.has("keyField") ? Optional.of(text(root, "keyField")) : Optional.empty(),
                root.has("rveForm") ? Optional.of(text(root, "rveForm")) : Optional.empty(),
                root.has("start") ? Optional.of(start(root.get("start"))) : Optional.empty(),
                number(root, "rve"),
                delivered,
                number(root, "floor"),
                gaps,
                root.has("restartUnproven")
                        ? Optional.of(Instant.parse(text(root, "restartUnproven")))
                        : Optional.empty());
    }

    /** Gaps without a detail are of a time when the words stood in the cause. */
    private static Gap gap(JsonNode gap) {
        boolean inWords = !gap.has("detail");
        String cause = text(gap, "cause");
        return new Gap(
                text(gap, "id"),
                number(gap, "fromRve"),
                number(gap, "toRve"),
                inWords ? Gap.Cause.UNKNOWN : Gap.Cause.of(cause),
                inWords ? cause : text(gap, "detail"),
                Instant.parse(text(gap, "since")),
                gap.has("waiver") ? Optional.of(waiver(gap.get("waiver"))) : Optional.empty());
    }

    private static Gap.Waiver waiver(JsonNode waiver) {
        return new Gap.Waiver(text(waiver, "why"), Instant.parse(text(waiver, "when")));
    }

    private static Position.Start start(JsonNode start) {
        return new Position.Start(text(start, "from"), Instant.parse(text(start, "when")));
    }

    private static JsonNode array(JsonNode node, String field) {
        if (!node.path(field).isArray()) {
            throw new IllegalArgumentException("the list " + field + " is missing");
        }
        return node.get(field);
    }

    private static long number(JsonNode node, String field) {
        return Long.parseLong(text(node, field));
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("the text " + field + " is missing");
        }
        return node.get(field).textValue();
    }

    private static String checksumLine(String json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return CHECKSUM_LINE + HexFormat.of().formatHex(hash) + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
