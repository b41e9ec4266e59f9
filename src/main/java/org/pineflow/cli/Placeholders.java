package org.pineflow.cli;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves the placeholders {@code {{key}}}, {@code {{key:default}}} and {@code {{env:NAME:default}}} of a setting that is
 * needed before Camel is there to do it.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:]+|env:[^{}:]+)(?::([^{}]*))?}}");
    private static final String ENVIRONMENT = "env:";
    private static final int MAX_DEPTH = 20;

    private final Settings settings;
    private final Map<String, String> environment;

    Placeholders(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The value of a key, without placeholders.
     *
     * @throws ConfigurationException when the key, or one that its value names, is set nowhere, or a key names itself
     */
    String resolve(String key) {
        String text = "{{" + key + "}}";
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Matcher placeholder = PLACEHOLDER.matcher(text);
            if (!placeholder.find()) {
                return text;
            }
            text = placeholder.replaceFirst(
                    Matcher.quoteReplacement(value(placeholder.group(1), Optional.ofNullable(placeholder.group(2)))));
        }
        throw new ConfigurationException(
                key + " cannot be resolved: it names itself, or has too many placeholders. Set it to a plain value.");
    }

    private String value(String name, Optional<String> otherwise) {
        Optional<String> found = name.startsWith(ENVIRONMENT)
                ? Optional.ofNullable(environment.get(name.substring(ENVIRONMENT.length())))
                : settings.find(name).map(Setting::value);
        return found.or(() -> otherwise)
                .orElseThrow(() -> new ConfigurationException(
                        "{{" + name + "}} is used but set nowhere. Set it in a --config file."));
    }
}
