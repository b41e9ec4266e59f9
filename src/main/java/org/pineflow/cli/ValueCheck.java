package org.pineflow.cli;

import java.util.Optional;
import org.pineflow.option.OptionValue;

/**
 * Refuses values that Camel would take for something else without a word: it reads {@code abc} as the number 0, and
 * {@code 30s}, where it wants a plain number of seconds, as 30000. Values with placeholders pass, as does an empty value,
 * which means that nothing was given.
 */
final class ValueCheck {

    private ValueCheck() {}

    /**
     * @param type as in Camel's lists of options; types other than integer, duration and boolean pass
     * @throws ConfigurationException when the value is not of the type; the value itself is not in the message
     */
    static void check(Setting setting, String type) {
        type(type).flatMap(known -> known.complaint(setting.value())).ifPresent(complaint -> {
            throw new ConfigurationException(setting.origin() + ": " + setting.key() + " " + complaint + ".");
        });
    }

    private static Optional<OptionValue> type(String name) {
        return switch (name) {
            case "integer" -> Optional.of(OptionValue.INTEGER);
            case "duration" -> Optional.of(OptionValue.DURATION);
            case "boolean" -> Optional.of(OptionValue.BOOLEAN);
            default -> Optional.empty();
        };
    }
}
