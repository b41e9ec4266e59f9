package org.pineflow.ingest.catalog;

import java.util.List;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a YAML file and ways to change one place of it, which leave comments, order and everything else as they are.
 * Places are those that the parser gives for the nodes of this same text. Whoever uses this reads the outcome again: there
 * are forms of YAML that it does not know of. Immutable.
 */
final class YamlText {

    private final String text;
    private final String lineEnd;

    YamlText(String text) {
        this.text = text;
        this.lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * With one more item at the end of a list.
     *
     * @param owner the mapping that the list is a field of
     */
    String append(MappingNode owner, SequenceNode list, YamlPiece item) {
        if (!isInline(list)) {
            return insertLines(lineAfter(lastEnd(list)), column(list), item.itemLines());
        }
        if (!list.getValue().isEmpty()) {
            return insert(end(list.getValue().get(list.getValue().size() - 1)), ", " + item.inline());
        }
        if (isInline(owner)) {
            return replace(start(list), end(list), "[" + item.inline() + "]");
        }
        int next = lineAfter(end(list));
        String filled = insertLines(next, column(owner) + 2, item.itemLines());
        return new YamlText(filled).replace(blanksBefore(start(list)), end(list), "");
    }

    /** With one more field at the end of a mapping. */
    String addField(MappingNode mapping, String name, Object value) {
        if (isInline(mapping)) {
            return insert(lastEnd(lastField(mapping)), ", " + name + ": " + new YamlPiece(value).inline());
        }
        return insertLines(lineAfter(lastEnd(mapping)), column(mapping), YamlPiece.fieldLines(name, value));
    }

    /** With another text in the place of this one. */
    String set(Node scalar, String value) {
        return replace(start(scalar), end(scalar), value);
    }

    /**
     * Without one item of a list.
     *
     * @param listName the node of the list's name in the mapping that it is a field of
     */
    String remove(Node listName, SequenceNode list, int index) {
        List<Node> items = list.getValue();
        Node item = items.get(index);
        if (!isInline(list)) {
            String removed = replace(lineOf(start(item)), lineAfter(lastEnd(item)), "");
            int colon = text.indexOf(':', end(listName)) + 1;
            return items.size() > 1 ? removed : new YamlText(removed).insert(colon, " []");
        }
        if (index > 0) {
            return replace(end(items.get(index - 1)), end(item), "");
        }
        return replace(start(item), items.size() > 1 ? start(items.get(1)) : end(item), "");
    }

    private String insertLines(int at, int indent, List<String> lines) {
        StringBuilder inserted = new StringBuilder();
        if (at > 0 && text.charAt(at - 1) != '\n') {
            inserted.append(lineEnd);
        }
        lines.forEach(line -> inserted.append(" ".repeat(indent)).append(line).append(lineEnd));
        return insert(at, inserted.toString());
    }

    private String insert(int at, String inserted) {
        return replace(at, at, inserted);
    }

    private String replace(int from, int to, String other) {
        return text.substring(0, from) + other + text.substring(to);
    }

    /** Where the last character of a node is behind; the parser says of a node of many lines that the next one ends it. */
    private int lastEnd(Node node) {
        if (node instanceof CollectionNode<?> collection
                && !isInline(collection)
                && !collection.getValue().isEmpty()) {
            return node instanceof MappingNode mapping
                    ? lastEnd(lastField(mapping))
                    : lastEnd(((SequenceNode) node)
                            .getValue()
                            .get(((SequenceNode) node).getValue().size() - 1));
        }
        return end(node);
    }

    private static Node lastField(MappingNode mapping) {
        List<NodeTuple> fields = mapping.getValue();
        return fields.get(fields.size() - 1).getValueNode();
    }

    private int lineOf(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private int lineAfter(int at) {
        int lineBreak = text.indexOf('\n', at);
        return lineBreak < 0 ? text.length() : lineBreak + 1;
    }

    private int blanksBefore(int at) {
        int from = at;
        while (from > 0 && text.charAt(from - 1) == ' ') {
            from--;
        }
        return from;
    }

    private int start(Node node) {
        return offset(node.getStartMark().orElseThrow());
    }

    private int end(Node node) {
        return offset(node.getEndMark().orElseThrow());
    }

    /** Marks count code points. */
    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static int column(Node node) {
        return node.getStartMark().orElseThrow().getColumn();
    }

    private static boolean isInline(CollectionNode<?> collection) {
        return collection.getFlowStyle() == FlowStyle.FLOW;
    }
}
