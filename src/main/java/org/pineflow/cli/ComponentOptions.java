package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The options of the Camel components on the class path, from the JSON that the component generator writes beside each:
 * {@code META-INF/PACKAGE/NAME.json}, where the package is that of the class in the component's service file.
 */
final class ComponentOptions {

    /** What the key of a component's option begins with; the component's name and the option's follow. */
    static final String PREFIX = "camel.component.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClassLoader classLoader;

    ComponentOptions(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    boolean isComponent(String name) {
        return classLoader.getResource(service(name)) != null;
    }

    /** The key up to the option's name: an option may be an object whose own options follow behind a dot. */
    static String optionKey(String key) {
        int option = key.indexOf('.', PREFIX.length()) + 1;
        return key.substring(0, option) + key.substring(option).split("[.\\[]")[0];
    }

    /**
     * All keys of the component of this key, with their types as Camel names them; empty when the component is not on
     * the class path or came without a list.
     */
    Map<String, String> typesOfKeysLike(String key) {
        int dot = key.indexOf('.', PREFIX.length());
        if (dot < 0) {
            return Map.of();
        }
        String component = key.substring(PREFIX.length(), dot);
        JsonNode options =
                readJson(classLoader, folder(component) + component + ".json").path("componentProperties");
        Map<String, String> types = new LinkedHashMap<>();
        String prefix = PREFIX + component + ".";
        options.fields()
                .forEachRemaining(option -> types.put(
                        prefix + option.getKey(), option.getValue().path("type").asText()));
        if (!types.isEmpty()) {
            types.put(prefix + "enabled", "boolean"); // Of camel-main, for every component.
        }
        return types;
    }

    /** The names of the options of the component's endpoints; none when it came without a list. */
    Set<String> endpointOptions(String component) {
        JsonNode listed =
                readJson(classLoader, folder(component) + component + ".json").path("properties");
        Set<String> names = new LinkedHashSet<>();
        listed.fields().forEachRemaining(option -> {
            if (option.getValue().path("kind").asText().equals("parameter")) {
                names.add(option.getKey());
            }
        });
        return names;
    }

    private String folder(String component) {
        URL service = classLoader.getResource(service(component));
        if (service == null) {
            return "";
        }
        Properties properties = new Properties();
        try (InputStream in = service.openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The service file of the component " + component + " cannot be read.", e);
        }
        String className = properties.getProperty("class", "");
        return "META-INF/"
                + className.substring(0, className.lastIndexOf('.') + 1).replace('.', '/');
    }

    private static String service(String component) {
        return "META-INF/services/org/apache/camel/component/" + component;
    }

    /** The JSON of a resource, a missing node when there is no such resource. */
    static JsonNode readJson(ClassLoader classLoader, String resource) {
        URL url = classLoader.getResource(resource);
        if (url == null) {
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(url);
        } catch (IOException e) {
            throw new UncheckedIOException("The list of keys " + resource + " cannot be read.", e);
        }
    }
}
