package org.pineflow.fd1.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * An argument of a request with the same value every time, as in {@code v.sequenced=true}.
 *
 * @param path where it stands
 * @param value what it is
 */
public record FixedArgument(ArgumentPath path, JsonNode value) {

    /**
     * Reads {@code PLACE=VALUE}. A value of digits is a number, {@code true} and {@code false} are booleans, and anything
     * else is a text.
     *
     * @throws IllegalArgumentException when the text is no such argument
     */
    public static FixedArgument parse(String option, String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    option + "=" + text + " has no value. Write place and value, for example v.sequenced=true");
        }
        return new FixedArgument(
                ArgumentPath.parse(option, text.substring(0, equals)),
                value(text.substring(equals + 1).strip()));
    }

    private static JsonNode value(String text) {
        if (text.matches("-?[0-9]{1,18}")) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        return switch (text) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> TextNode.valueOf(text);
        };
    }

    /** Puts it into a request. */
    public void put(ObjectNode request) {
        path.put(request, value);
    }

    @Override
    public String toString() {
        return path + "=" + value.asText();
    }
}
