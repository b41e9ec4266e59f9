package org.pineflow.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Turns environment variables into settings.
 *
 * <p>{@code CAMEL_…} and {@code PINEFLOW_…} set the key of that name, wherever words are parted:
 * {@code CAMEL_COMPONENT_FD1_API_KEY} is {@code camel.component.fd1.apiKey}. A key that a user made up and set in a
 * file is overridden by the variable of its name: {@code SHOP_TILL} for {@code shop.till}. Variables that Kubernetes
 * puts there for services that happen to be called camel or pineflow are passed over; they are told by their form, so
 * {@code CAMEL_SERVER_PORT=8080} is heard (camel-main alone ignores everything that ends in {@code _PORT}).
 */
final class EnvironmentSettings {

    private static final Pattern KUBERNETES_NAME =
            Pattern.compile(".*(_SERVICE_HOST|_SERVICE_PORT(_.*)?|_PORT_\\d+_.*)");
    private static final Pattern KUBERNETES_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final String COMPONENT = "CAMEL_COMPONENT_";

    private final KnownKeys known;

    EnvironmentSettings(KnownKeys known) {
        this.known = known;
    }

    /**
     * @param environment the variables
     * @param below the settings under this layer, whose own keys can be overridden
     */
    List<Setting> read(Map<String, String> environment, Settings below) {
        Map<String, String> ownKeys = new HashMap<>();
        for (Setting setting : below.all()) {
            if (!SettingKey.isReserved(setting.key()) && setting.key().contains(".")) {
                ownKeys.put(variableOf(setting.key()), setting.key());
            }
        }
        List<Setting> settings = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!KUBERNETES_NAME.matcher(name).matches()
                    && !KUBERNETES_VALUE.matcher(value).matches()) {
                keyOf(name)
                        .or(() -> Optional.ofNullable(ownKeys.get(name)))
                        .ifPresent(key -> settings.add(new Setting(key, value, "environment variable " + name)));
            }
        });
        return settings;
    }

    /** The usual form: capitals, and an underscore for whatever a variable's name cannot hold. */
    private static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Optional<String> keyOf(String variable) {
        if (variable.startsWith(COMPONENT)) {
            return Optional.of(componentKey(variable.substring(COMPONENT.length())));
        }
        if (variable.startsWith("CAMEL_") || variable.startsWith("PINEFLOW_")) {
            return known.findByLetters(SettingKey.lettersAndDigits(variable)).or(() -> unknownKey(variable));
        }
        return Optional.empty();
    }

    /**
     * A key of camel-main that is on no list, such as the options of a bean, by Camel's own rule. {@code PINEFLOW_…} has
     * no such keys, and people do keep other things under that name (the version of an image, say), so an unknown one
     * is no setting.
     */
    private static Optional<String> unknownKey(String variable) {
        return variable.startsWith("CAMEL_")
                ? Optional.of(variable.toLowerCase(Locale.ROOT).replace('_', '.'))
                : Optional.empty();
    }

    /** The longest beginning that is a component's name, as names have dashes too; the rest is the option. */
    private String componentKey(String rest) {
        String dashed = rest.toLowerCase(Locale.ROOT).replace('_', '-');
        for (int end = dashed.lastIndexOf('-'); end > 0; end = dashed.lastIndexOf('-', end - 1)) {
            if (known.isComponent(dashed.substring(0, end))) {
                return "camel.component." + dashed.substring(0, end) + "." + dashed.substring(end + 1);
            }
        }
        return "camel.component." + dashed.replaceFirst("-", ".");
    }
}
