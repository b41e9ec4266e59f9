package org.pineflow.simulator.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault to be added to a server: what, when, whom and how often. Immutable. As text it is a name and values, as in
 * {@code cut:on=pos.customers.edit,nth=5}.
 */
public final class Fault {

    private final FaultKind kind;
    private final Map<String, String> given;
    private final FaultRule rule;
    private final Effect effect;

    private Fault(FaultKind kind, Map<String, String> given) {
        this.kind = kind;
        this.given = given;
        given.keySet().forEach(kind::requireParameter);
        try {
            this.rule = FaultRule.of(kind, given);
            this.effect = kind.effect(given);
        } catch (IllegalArgumentException notAllowed) {
            throw new IllegalArgumentException("Fault '" + kind.text() + "': " + notAllowed.getMessage(), notAllowed);
        }
    }

    /**
     * Reads a fault.
     *
     * @throws IllegalArgumentException when its name, a parameter or a value is not known; the message says what is
     */
    public static Fault parse(String text) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).strip();
        Map<String, String> given = new LinkedHashMap<>();
        String values = colon < 0 ? "" : text.substring(colon + 1).strip();
        for (String part : values.isEmpty() ? new String[0] : values.split(",")) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Fault '" + text + "': '" + part + "' is not name=value.");
            }
            given.put(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return of(name, given);
    }

    /**
     * A fault of this name with these values.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static Fault of(String name, Map<String, String> values) {
        return new Fault(FaultKind.of(name), new LinkedHashMap<>(values));
    }

    /**
     * Reads a script: one fault a line; empty lines and those that begin with {@code #} say nothing.
     *
     * @throws IllegalArgumentException as {@link #parse}, with the number of the line
     */
    public static List<Fault> script(List<String> lines) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                faults.add(parse(line));
            } catch (IllegalArgumentException notRead) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + notRead.getMessage(), notRead);
            }
        }
        return List.copyOf(faults);
    }

    /** What it is. */
    public FaultKind kind() {
        return kind;
    }

    /** The values it was given, by name. */
    public Map<String, String> values() {
        return Map.copyOf(given);
    }

    FaultRule rule() {
        return rule;
    }

    Effect effect() {
        return effect;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String values = given.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        return Stream.of(kind.text(), values).filter(part -> !part.isEmpty()).collect(Collectors.joining(":"));
    }
}
