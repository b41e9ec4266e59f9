package org.pineflow.ingest.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A piece to be put into a YAML file: a text, a list, or a mapping of them. Texts have to be names, numbers, hashes or
 * times, which need no quotes. Immutable.
 */
record YamlPiece(Object value) {

    /** On one line, for places between brackets. */
    String inline() {
        return inline(value);
    }

    /** As lines without indentation: mappings on several lines, lists of texts on one. */
    List<String> lines() {
        return lines(value);
    }

    /** The same as an item of a list. */
    List<String> itemLines() {
        return itemLines(value);
    }

    private static String inline(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(field -> field.getKey() + ": " + inline(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlPiece::inline).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }

    private static List<String> lines(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return List.of(inline(value));
        }
        List<String> lines = new ArrayList<>();
        map.forEach((name, field) -> lines.addAll(fieldLines(name.toString(), field)));
        return lines;
    }

    static List<String> fieldLines(String name, Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof Map)) {
            return List.of(name + ": " + inline(value));
        }
        List<String> lines = new ArrayList<>(List.of(name + ":"));
        list.forEach(item -> itemLines(item).forEach(line -> lines.add("  " + line)));
        return lines;
    }

    private static List<String> itemLines(Object value) {
        List<String> lines = new ArrayList<>();
        for (String line : lines(value)) {
            lines.add((lines.isEmpty() ? "- " : "  ") + line);
        }
        return lines;
    }
}
