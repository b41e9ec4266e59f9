package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pineflow.option.Nearest;

/**
 * The keys that can be set: those of camel-main from the list that Camel's build writes into its jar, those of each
 * component (see {@link ComponentOptions}), and those of Pineflow from its built-in defaults, which name every one.
 */
final class KnownKeys {

    private static final String CAMEL_MAIN_LIST = "META-INF/camel-main-configuration-metadata.json";

    private final ComponentOptions components;
    private final Map<String, String> camelMainTypes = new LinkedHashMap<>();
    private final Map<String, String> pineflowTypes = new LinkedHashMap<>();
    private final Map<String, String> byLetters = new LinkedHashMap<>();

    /**
     * @param defaults the built-in defaults
     * @param classLoader where the lists of Camel are looked for
     */
    KnownKeys(Collection<Setting> defaults, ClassLoader classLoader) {
        components = new ComponentOptions(classLoader);
        for (JsonNode property :
                ComponentOptions.readJson(classLoader, CAMEL_MAIN_LIST).path("properties")) {
            camelMainTypes.put(
                    property.path("name").asText(), property.path("type").asText());
        }
        for (Setting setting : defaults) {
            if (setting.key().startsWith("pineflow.")) {
                pineflowTypes.put(setting.key(), "string");
            }
        }
        camelMainTypes.keySet().forEach(key -> byLetters.put(SettingKey.lettersAndDigits(key), key));
        pineflowTypes.keySet().forEach(key -> byLetters.put(SettingKey.lettersAndDigits(key), key));
    }

    /** The key whose letters and digits are these (see {@link SettingKey#lettersAndDigits}), components left out. */
    Optional<String> findByLetters(String letters) {
        return Optional.ofNullable(byLetters.get(letters));
    }

    boolean isComponent(String name) {
        return components.isComponent(name);
    }

    /**
     * Holds key and value against the lists. Keys of which there is no list pass: Camel has the last word on them.
     *
     * @throws ConfigurationException when it is none of the keys of Pineflow, or no option of its component, or when its
     *     value is not of the type that is needed
     */
    void check(Setting setting) {
        String key = setting.key();
        if (key.startsWith("pineflow.")) {
            check(setting, key, pineflowTypes, "is not a key of Pineflow");
        } else if (key.startsWith(ComponentOptions.PREFIX)) {
            Map<String, String> types = components.typesOfKeysLike(key);
            if (!types.isEmpty()) {
                check(setting, ComponentOptions.optionKey(key), types, "is not an option of this component");
            }
        } else {
            find(key, camelMainTypes).ifPresent(known -> ValueCheck.check(setting, camelMainTypes.get(known)));
        }
    }

    private static void check(Setting setting, String key, Map<String, String> types, String complaint) {
        Optional<String> known = find(key, types);
        if (known.isEmpty()) {
            String hint = Nearest.to(key, types.keySet())
                    .map(name -> " Did you mean " + name + "?")
                    .orElse("");
            throw new ConfigurationException(setting.origin() + ": " + setting.key() + " " + complaint + "." + hint);
        }
        if (key.equals(setting.key())) {
            ValueCheck.check(setting, types.get(known.get()));
        }
    }

    private static Optional<String> find(String key, Map<String, String> types) {
        String identity = SettingKey.identity(key);
        return types.keySet().stream()
                .filter(candidate -> SettingKey.identity(candidate).equals(identity))
                .findFirst();
    }
}
