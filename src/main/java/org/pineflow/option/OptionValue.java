package org.pineflow.option;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds values against the type of their option, because Camel takes wrong ones for something else without a word: it
 * reads {@code abc} as the number 0, and {@code 30s}, where it wants a plain number, as 30000.
 */
public enum OptionValue {
    /** A whole number. */
    INTEGER("-?\\d+", "must be a whole number without a unit"),
    /** A time. */
    DURATION(
            "-?\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?|P.+",
            "must be a time such as 500ms, 30s, 1m30s, or milliseconds"),
    /** True or false. */
    BOOLEAN("(?i)true|false", "must be true or false");

    private final Pattern form;
    private final String rule;

    OptionValue(String form, String rule) {
        this.form = Pattern.compile(form);
        this.rule = rule;
    }

    /**
     * What is wrong with a value, to be put behind the option's name; empty when nothing is. Placeholders and references
     * to beans pass, as does an empty value, which means that nothing was given.
     */
    public Optional<String> complaint(String value) {
        boolean passes = value.isEmpty()
                || value.contains("{{")
                || value.startsWith("#")
                || form.matcher(value).matches();
        return passes ? Optional.empty() : Optional.of(rule);
    }

    /**
     * The type of an option as Camel's generated configurers have it, where a time is a long; empty for all others.
     */
    public static Optional<OptionValue> of(Class<?> javaType) {
        if (javaType == int.class) {
            return Optional.of(INTEGER);
        }
        if (javaType == long.class) {
            return Optional.of(DURATION);
        }
        return javaType == boolean.class ? Optional.of(BOOLEAN) : Optional.empty();
    }
}
