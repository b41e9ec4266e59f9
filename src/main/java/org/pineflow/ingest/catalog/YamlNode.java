package org.pineflow.ingest.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A piece of a YAML file that knows its line, so that every mistake is reported where it is. */
record YamlNode(Node node, String file) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The fields of a mapping. */
    record Fields(YamlNode owner, Map<String, YamlNode> values) {

        YamlNode get(String name) {
            return find(name).orElseThrow(() -> owner.wrong("'" + name + "' is missing"));
        }

        Optional<YamlNode> find(String name) {
            return Optional.ofNullable(values.get(name));
        }
    }

    /** The fields of this mapping, which has no others than {@code known}. */
    Fields fields(String... known) {
        if (!isMapping()) {
            throw wrong("here have to be the fields " + String.join(", ", known));
        }
        Fields fields = fields();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            YamlNode key = new YamlNode(tuple.getKeyNode(), file);
            if (!List.of(known).contains(key.text())) {
                throw key.wrong("'" + key.text() + "' is not known here; known are " + String.join(", ", known));
            }
        }
        return fields;
    }

    /** The fields of this mapping. */
    Fields fields() {
        Map<String, YamlNode> values = new LinkedHashMap<>();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            YamlNode key = new YamlNode(tuple.getKeyNode(), file);
            if (values.put(key.text(), new YamlNode(tuple.getValueNode(), file)) != null) {
                throw key.wrong("'" + key.text() + "' is there twice");
            }
        }
        return new Fields(this, values);
    }

    /** The items of this list. */
    List<YamlNode> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("here has to be a list");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlNode(item, file))
                .toList();
    }

    /** This text. */
    String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong("here has to be a text");
        }
        return scalar.getValue();
    }

    /** Whether this has fields. */
    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** This text, which is a name. */
    String name() {
        String name = text();
        if (!isName(name)) {
            throw wrong("'" + name + "' is not a name: letters, digits, '.', '_' and '-', at most 128");
        }
        return name;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** This text, which is a UUID. */
    UUID id() {
        if (!isId(text())) {
            throw wrong("'" + text() + "' is not a whole UUID");
        }
        return UUID.fromString(text());
    }

    static boolean isId(String text) {
        return UUID_FORM.matcher(text).matches();
    }

    /** The exception that says {@code what} is wrong with this piece. */
    CatalogException wrong(String what) {
        String line =
                node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
        return new CatalogException("the catalog " + file + line + ": " + what);
    }
}
