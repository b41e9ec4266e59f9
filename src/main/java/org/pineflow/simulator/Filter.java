package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query object {@code q}: members are conditions, all of which must hold. A name with an operator in brackets applies
 * it; without one it means equals; an array means one of (FD1 protocol page of {@code q}). Immutable.
 */
final class Filter {

    private static final Pattern CONDITION = Pattern.compile("(\\w[\\w.]*)(?:\\(([^),]*)(?:,[^)]*)?\\))?");
    private static final Set<String> RVE_NAMES = Set.of("rve", "_rve", "RVE", "rvel");

    private final List<LongPredicate> onRve;
    private final List<Predicate<JsonNode>> onRow;
    private final List<Predicate<String>> onSchema;

    private Filter(List<LongPredicate> onRve, List<Predicate<JsonNode>> onRow, List<Predicate<String>> onSchema) {
        this.onRve = onRve;
        this.onRow = onRow;
        this.onSchema = onSchema;
    }

    /**
     * Reads a query.
     *
     * @throws RequestRefused when it is no object, or has a condition that is not known
     */
    static Filter of(JsonNode q, String rveFilters) {
        Filter filter = new Filter(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (q.isMissingNode() || q.isNull()) {
            return filter;
        }
        if (!q.isObject()) {
            throw new RequestRefused(RequestRefused.BAD_QUERY, "q is not an object");
        }
        for (Map.Entry<String, JsonNode> member : q.properties()) {
            filter.add(member.getKey(), member.getValue(), rveFilters);
        }
        return filter;
    }

    /** The conditions of a firehose: rve chooses where it starts, and filters nothing. */
    static Filter withoutRve(JsonNode q) {
        return of(q, "none");
    }

    /** The record that {@code k} names, by physkey or integer id; every record when there is no {@code k}. */
    static Filter ofKey(JsonNode k, TableName table) {
        Filter filter = new Filter(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!k.isMissingNode() && !k.isNull()) {
            String field = k.isNumber() ? table.idField() : "physkey";
            Predicate<JsonNode> comparison = Comparison.of("k", "eq", k);
            filter.onRow.add(row -> comparison.test(row.path(field)));
        }
        return filter;
    }

    /** Both conditions. */
    Filter and(Filter other) {
        return new Filter(joined(onRve, other.onRve), joined(onRow, other.onRow), joined(onSchema, other.onSchema));
    }

    /** Whether a version is asked for. */
    boolean accepts(Version version) {
        return onRve.stream().allMatch(condition -> condition.test(version.rve()))
                && (onRow.isEmpty() || acceptsRow(Json.read(version.row())));
    }

    /** Whether a device's reading is asked for. */
    boolean accepts(DeviceReading reading) {
        return onSchema.stream().allMatch(condition -> condition.test(reading.schema()))
                && (onRow.isEmpty() || acceptsRow(Json.read(reading.row())));
    }

    /** The row's rve under whichever of its names. */
    static JsonNode rveOf(JsonNode row) {
        return RVE_NAMES.stream()
                .map(row::path)
                .filter(found -> !found.isMissingNode())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private boolean acceptsRow(JsonNode row) {
        return onRow.stream().allMatch(condition -> condition.test(row));
    }

    private void add(String member, JsonNode value, String rveFilters) {
        Matcher parts = CONDITION.matcher(member);
        if (!parts.matches()) {
            throw new RequestRefused(RequestRefused.BAD_QUERY, "q member '" + member + "' is not a condition");
        }
        String name = parts.group(1);
        String operator = parts.group(2) == null ? "eq" : parts.group(2);
        if (RVE_NAMES.contains(name)) {
            if (honoured(member, rveFilters)) {
                onRve.add(Comparison.ofRve(member, operator, value));
            }
        } else if (name.equals("_sc")) {
            onSchema.add(schema -> schema.equals(value.asText()));
        } else if (name.startsWith("_")) {
            throw new RequestRefused(RequestRefused.BAD_QUERY, "q member '" + member + "' is not known here");
        } else {
            Predicate<JsonNode> comparison = Comparison.of(member, operator, value);
            onRow.add(row -> comparison.test(Json.at(row, name)));
        }
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static boolean honoured(String member, String rveFilters) {
        return rveFilters.equals("all") || Arrays.asList(rveFilters.split(",")).contains(member);
    }
}
