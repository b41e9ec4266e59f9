package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * The output template {@code qo}: {@code true} takes the field of the same name, a text the field at that path, an
 * object makes an object; {@code PATH._count} counts the members of an array (FD1 page on {@code qo}). What the row does
 * not have is left out. A path through an array gives an array. {@code rve} finds the rve whatever its name in the
 * dialect. Immutable.
 */
final class Projection {

    private static final String COUNT = "_count";

    private final ObjectNode template;

    private Projection(ObjectNode template) {
        this.template = template;
    }

    /**
     * Reads a template; empty when none is given.
     *
     * @throws RequestRefused when it is not an object of true, texts and objects
     */
    static Optional<Projection> of(JsonNode qo) {
        if (qo.isMissingNode() || qo.isNull()) {
            return Optional.empty();
        }
        if (!qo.isObject()) {
            throw new RequestRefused(RequestRefused.BAD_QUERY, "qo is not an object");
        }
        check((ObjectNode) qo);
        return Optional.of(new Projection((ObjectNode) qo));
    }

    byte[] apply(byte[] row) {
        return Json.write(project(template, Json.read(row)));
    }

    private static void check(ObjectNode template) {
        for (Map.Entry<String, JsonNode> member : template.properties()) {
            JsonNode value = member.getValue();
            if (value.isObject()) {
                check((ObjectNode) value);
            } else if (!value.isTextual() && !(value.isBoolean() && value.booleanValue())) {
                throw new RequestRefused(
                        RequestRefused.BAD_QUERY,
                        "qo member '" + member.getKey() + "' is not true, a text or an object");
            }
        }
    }

    private static ObjectNode project(ObjectNode template, JsonNode row) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : template.properties()) {
            JsonNode value = member.getValue();
            JsonNode found = value.isObject()
                    ? project((ObjectNode) value, row)
                    : follow(row, value.isTextual() ? value.textValue() : member.getKey());
            if (!found.isMissingNode()) {
                output.set(member.getKey(), found);
            }
        }
        return output;
    }

    private static JsonNode follow(JsonNode from, String path) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        JsonNode found = name.equals(COUNT) && from.isArray()
                ? JsonNodeFactory.instance.numberNode(from.size())
                : ofEach(from, name);
        return dot < 0 || found.isMissingNode() ? found : follow(found, path.substring(dot + 1));
    }

    private static JsonNode ofEach(JsonNode from, String name) {
        if (!from.isArray()) {
            return from.has(name) || !name.equals("rve") ? from.path(name) : Filter.rveOf(from);
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        from.forEach(member -> {
            if (member.has(name)) {
                values.add(member.get(name));
            }
        });
        return values;
    }
}
