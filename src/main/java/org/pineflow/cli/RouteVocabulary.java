package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.pineflow.option.Nearest;

/**
 * The words that route files may be written in: steps and their fields from the schema that Camel's YAML reader brings, and
 * components with their options from the lists beside each component. Answers with the word that may have been meant.
 */
final class RouteVocabulary {

    private static final String SCHEMA = "schema/camelYamlDsl.json";
    private static final String COMPONENTS = "META-INF/services/org/apache/camel/component.properties";
    private static final String DEFINITIONS = "#/items/definitions/";

    private final ClassLoader classLoader;
    private final ComponentOptions options;

    RouteVocabulary(ClassLoader classLoader) {
        this.classLoader = classLoader;
        this.options = new ComponentOptions(classLoader);
    }

    /** A step, or what stands at the top of a file. */
    Optional<String> nearestStep(String written) {
        JsonNode schema = ComponentOptions.readJson(classLoader, SCHEMA);
        Set<String> names = new TreeSet<>();
        names.addAll(fields(schema, schema.path("items")));
        names.addAll(fields(schema, steps(schema)));
        return Nearest.to(written, names);
    }

    /** A field of the step, or of {@code from}, {@code route} and their like. */
    Optional<String> nearestField(String step, String written) {
        JsonNode schema = ComponentOptions.readJson(classLoader, SCHEMA);
        JsonNode known = steps(schema).path("properties").path(step);
        JsonNode definition =
                known.isMissingNode() ? schema.path("items").path("properties").path(step) : known;
        Set<String> names = new TreeSet<>(fields(schema, definition));
        names.addAll(List.of("id", "uri", "steps", "parameters"));
        return Nearest.to(written, names);
    }

    private static JsonNode steps(JsonNode schema) {
        return schema.path("items").path("definitions").path("org.apache.camel.model.ProcessorDefinition");
    }

    /** The names of all properties, wherever the schema keeps them. */
    private static Set<String> fields(JsonNode schema, JsonNode definition) {
        Set<String> names = new TreeSet<>();
        JsonNode resolved = definition;
        String reference = definition.path("$ref").asText();
        if (reference.startsWith(DEFINITIONS)) {
            resolved = schema.path("items").path("definitions").path(reference.substring(DEFINITIONS.length()));
        }
        resolved.path("properties").fieldNames().forEachRemaining(names::add);
        for (String several : List.of("oneOf", "anyOf", "allOf")) {
            resolved.path(several).forEach(one -> names.addAll(fields(schema, one)));
        }
        return names;
    }

    /** A component on the class path. */
    Optional<String> nearestComponent(String written) {
        Set<String> names = new TreeSet<>();
        try {
            List<URL> lists = Collections.list(classLoader.getResources(COMPONENTS));
            for (URL list : lists) {
                Properties properties = new Properties();
                try (InputStream in = list.openStream()) {
                    properties.load(in);
                }
                names.addAll(List.of(properties.getProperty("components", "").split("\\s+")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The lists of components cannot be read.", e);
        }
        names.remove("");
        return Nearest.to(written, names);
    }

    /** An option of the endpoints of a component. */
    Optional<String> nearestOption(String component, String written) {
        return Nearest.to(written, new ArrayList<>(options.endpointOptions(component)));
    }
}
