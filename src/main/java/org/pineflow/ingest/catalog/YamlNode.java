package org.pineflow.ingest.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A piece of a YAML file that knows its line, so that every mistake is reported where it is. */
record YamlNode(Node node, String file) {

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
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("here have to be the fields " + String.join(", ", known));
        }
        Map<String, YamlNode> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(tuple.getKeyNode(), file);
            if (!List.of(known).contains(key.text())) {
                throw key.wrong("'" + key.text() + "' is not known here; known are " + String.join(", ", known));
            }
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

    /** The exception that says {@code what} is wrong with this piece. */
    CatalogException wrong(String what) {
        String line =
                node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
        return new CatalogException("the catalog " + file + line + ": " + what);
    }
}
