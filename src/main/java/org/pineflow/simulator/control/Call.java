package org.pineflow.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request to the control endpoint.
 *
 * @param method the HTTP method
 * @param path the parts of the path
 * @param body the body as it came; empty when there was none
 */
record Call(String method, List<String> path, byte[] body) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Whether it is this method on a path of this form, in which {@code *} stands for any one part. */
    boolean is(String wantedMethod, String... form) {
        return method.equals(wantedMethod) && hasPath(form);
    }

    private boolean hasPath(String... form) {
        if (form.length != path.size()) {
            return false;
        }
        for (int i = 0; i < form.length; i++) {
            if (!form[i].equals("*") && !form[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The last part of the path. */
    String last() {
        return path.get(path.size() - 1);
    }

    /**
     * The body as a JSON object; an empty one when there was none.
     *
     * @throws IllegalArgumentException when it is something else
     */
    JsonNode object() {
        if (body.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode read = MAPPER.readTree(body);
            if (read.isObject()) {
                return read;
            }
        } catch (IOException notJson) {
            throw new IllegalArgumentException("The body is not JSON: " + notJson.getMessage(), notJson);
        }
        throw new IllegalArgumentException("The body is not a JSON object.");
    }

    /**
     * A whole number from 1 in the body.
     *
     * @throws IllegalArgumentException when it is something else
     */
    int number(String name, int unlessGiven) {
        JsonNode given = object().path(name);
        if (given.isMissingNode()) {
            return unlessGiven;
        }
        if (!given.isInt() || given.intValue() < 1) {
            throw new IllegalArgumentException("'" + name + "' is not a whole number from 1: " + given);
        }
        return given.intValue();
    }

    /** The lines of the body that are not empty. */
    List<String> lines() {
        return new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
