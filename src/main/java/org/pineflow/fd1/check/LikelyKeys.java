package org.pineflow.fd1.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the fields that tell rows apart, and look as if they were made for it. */
final class LikelyKeys {

    private static final Pattern KEY_NAME = Pattern.compile("(physkey|key|id|[a-z0-9_]*(key|id|no|code|number|guid))");
    private static final Pattern RVE_NAME = Pattern.compile("_?rvel?");
    private static final int MOST = 3;

    private LikelyKeys() {}

    /** Field names as {@code keyFields} takes them: single fields first, then pairs joined with {@code +}. */
    static List<String> of(List<ObjectNode> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> named = new ArrayList<>();
        rows.get(0).fieldNames().forEachRemaining(name -> {
            if (looksLikeKey(name) && alwaysThere(rows, name)) {
                named.add(name);
            }
        });
        List<String> found = new ArrayList<>();
        named.stream().filter(name -> areDistinct(rows, List.of(name))).forEach(found::add);
        if (found.isEmpty()) {
            for (int i = 0; i < named.size(); i++) {
                for (int j = i + 1; j < named.size(); j++) {
                    if (areDistinct(rows, List.of(named.get(i), named.get(j)))) {
                        found.add(named.get(i) + "+" + named.get(j));
                    }
                }
            }
        }
        return List.copyOf(found.subList(0, Math.min(MOST, found.size())));
    }

    private static boolean looksLikeKey(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return KEY_NAME.matcher(lower).matches() && !RVE_NAME.matcher(lower).matches();
    }

    private static boolean alwaysThere(List<ObjectNode> rows, String name) {
        return rows.stream()
                .map(row -> row.path(name))
                .allMatch(value -> value.isTextual() || value.isIntegralNumber());
    }

    private static boolean areDistinct(List<ObjectNode> rows, List<String> names) {
        Set<List<String>> seen = new HashSet<>();
        return rows.stream()
                .map(row -> names.stream().map(row::path).map(JsonNode::asText).toList())
                .allMatch(seen::add);
    }
}
