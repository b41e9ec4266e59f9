package org.pineflow.cli;

import java.util.List;
import java.util.Locale;
import org.apache.camel.util.StringHelper;

/**
 * When two spellings of a key mean the same setting.
 *
 * <p>Keys of Camel and of Pineflow may be written with dashes or in camel case, and Camel binds them whatever their
 * case: {@code camel.component.fd1.api-key} is {@code camel.component.fd1.apiKey}. Keys that a user made up for his own
 * routes are taken as they are.
 */
final class SettingKey {

    /** Behind these comes a name in which a dash is a dash. */
    private static final List<String> NAMED_BY_CAMEL =
            List.of("camel.component.", "camel.dataformat.", "camel.language.");

    private SettingKey() {}

    /** Whether the key is one that Camel or Pineflow reads, not one made up by the user. */
    static boolean isReserved(String key) {
        return key.startsWith("camel.") || key.startsWith("pineflow.");
    }

    /** Whether the key contains what is a user's own name, such as the name of a bean, where case and dashes count. */
    private static boolean isNamedByUser(String key) {
        return key.startsWith("camel.beans.") || key.startsWith("camel.variable.") || key.contains("[");
    }

    /** The key in camel case, the form that Camel binds. */
    static String canonical(String key) {
        if (!isReserved(key) || isNamedByUser(key) || !key.contains("-")) {
            return key;
        }
        int options = options(key);
        return key.substring(0, options) + StringHelper.dashToCamelCase(key.substring(options), true);
    }

    /** Where the part begins that may be written in both ways: behind the name of a component, {@code aws2-s3}. */
    private static int options(String key) {
        for (String named : NAMED_BY_CAMEL) {
            if (key.startsWith(named)) {
                int dot = key.indexOf('.', named.length());
                return dot < 0 ? key.length() : dot;
            }
        }
        return 0;
    }

    /** Equal for all spellings of one setting, different for different settings. */
    static String identity(String key) {
        return isReserved(key) && !isNamedByUser(key) ? key.replace("-", "").toLowerCase(Locale.ROOT) : key;
    }

    /** Letters and digits only, in lower case: what is left of a key in the name of an environment variable. */
    static String lettersAndDigits(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
