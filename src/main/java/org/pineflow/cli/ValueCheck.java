package org.pineflow.cli;

import java.util.regex.Pattern;

/**
 * Refuses values that Camel would take for something else without a word: it reads {@code abc} as the number 0, and
 * {@code 30s}, where it wants a plain number of seconds, as 30000. Values with placeholders pass, as does an empty value,
 * which means that nothing was given.
 */
final class ValueCheck {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final Pattern DURATION =
            Pattern.compile("-?\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?|P.+");
    private static final Pattern BOOLEAN = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);

    private ValueCheck() {}

    /**
     * @param type as in Camel's lists of options; types other than integer, duration and boolean pass
     * @throws ConfigurationException when the value is not of the type; the value itself is not in the message
     */
    static void check(Setting setting, String type) {
        String value = setting.value();
        if (value.isEmpty() || value.contains("{{") || value.startsWith("#")) {
            return;
        }
        switch (type) {
            case "integer" -> require(setting, NUMBER, "must be a whole number without a unit");
            case "duration" -> require(setting, DURATION, "must be a time such as 500ms, 30s, 1m30s, or milliseconds");
            case "boolean" -> require(setting, BOOLEAN, "must be true or false");
            default -> {}
        }
    }

    private static void require(Setting setting, Pattern form, String rule) {
        if (!form.matcher(setting.value()).matches()) {
            throw new ConfigurationException(setting.origin() + ": " + setting.key() + " " + rule + ".");
        }
    }
}
