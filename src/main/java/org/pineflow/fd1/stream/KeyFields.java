package org.pineflow.fd1.stream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of a row are its key: alternatives, tried in order, each one field or several joined with {@code +}.
 * Immutable.
 */
public final class KeyFields {

    private final List<List<String>> alternatives;

    private KeyFields(List<List<String>> alternatives) {
        this.alternatives = alternatives;
    }

    /**
     * @param text for example {@code physkey,key} or {@code pid+locid}; a blank between two fields joins them too
     * @throws IllegalArgumentException when there is no field name or an empty one
     */
    public static KeyFields parse(String text) {
        List<List<String>> alternatives = new ArrayList<>();
        for (String alternative : text.split(",", -1)) {
            List<String> fields = new ArrayList<>();
            // In a URI, and so in the parameters of a YAML route, a plus arrives as a blank.
            for (String field : alternative.strip().split(" *\\+ *| +", -1)) {
                if (field.isBlank()) {
                    throw new IllegalArgumentException("keyFields=" + text
                            + " has an empty field name. Write alternatives with commas, joined fields with +:"
                            + " physkey,key or pid+locid");
                }
                fields.add(field.strip());
            }
            alternatives.add(List.copyOf(fields));
        }
        return new KeyFields(List.copyOf(alternatives));
    }

    /** The alternatives, each a list of field names to be joined. */
    public List<List<String>> alternatives() {
        return alternatives;
    }

    /** Every field name that occurs, once each. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        alternatives.forEach(names::addAll);
        return names;
    }

    /** The index of the alternative that was written as {@code text}, as {@link #text} gives it. */
    public Optional<Integer> indexOf(String text) {
        for (int i = 0; i < alternatives.size(); i++) {
            if (text(i).equals(text)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** An alternative as text: field names joined with {@code +}. */
    public String text(int alternative) {
        return String.join("+", alternatives.get(alternative));
    }

    /** All alternatives as text. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            texts.add(text(i));
        }
        return String.join(",", texts);
    }
}
