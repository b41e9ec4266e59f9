package org.pineflow.cli;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A route file as a tree that knows the line of everything.
 *
 * @param name as users know the file
 */
record RouteFile(String name, RouteNode root) {

    /** A file that cannot be parsed is a tree of one node; Camel has said then what is wrong with it. */
    static RouteFile parse(String name, String text) {
        try {
            List<RouteNode> content = name.endsWith(".xml") ? xml(text) : yaml(text);
            return new RouteFile(name, new RouteNode("", "", 1, content));
        } catch (YamlEngineException | XMLStreamException malformed) {
            return new RouteFile(name, new RouteNode("", "", 1, List.of()));
        }
    }

    /** The route, or the template of routes, of this id. */
    Optional<RouteNode> route(String id) {
        return root.all()
                .filter(node ->
                        node.child("id").map(RouteNode::text).filter(id::equals).isPresent())
                .findFirst();
    }

    private static List<RouteNode> yaml(String text) {
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        return new Compose(settings)
                .composeString(text)
                .map(RouteFile::children)
                .orElse(List.of());
    }

    private static List<RouteNode> children(Node node) {
        List<RouteNode> children = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                children.add(of(name, line(entry.getKeyNode()), entry.getValueNode()));
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> children.add(of("-", line(item), item)));
        }
        return children;
    }

    private static RouteNode of(String name, int line, Node value) {
        return new RouteNode(name, value instanceof ScalarNode scalar ? scalar.getValue() : "", line, children(value));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static List<RouteNode> xml(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        String[] lines = text.split("\r\n|\r|\n", -1);
        Deque<List<RouteNode>> open = new ArrayDeque<>();
        Deque<RouteNode> names = new ArrayDeque<>();
        open.push(new ArrayList<>());
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
        int before = 1;
        while (reader.hasNext()) {
            int event = reader.next();
            int end = reader.getLocation().getLineNumber();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                names.push(new RouteNode(name, "", find("<" + name, lines, before, end), List.of()));
                List<RouteNode> children = new ArrayList<>();
                for (int i = 0; i < reader.getAttributeCount(); i++) {
                    String attribute = reader.getAttributeLocalName(i);
                    children.add(new RouteNode(
                            attribute,
                            reader.getAttributeValue(i),
                            find(attribute + "=", lines, before, end),
                            List.of()));
                }
                open.push(children);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                RouteNode opened = names.pop();
                List<RouteNode> children = open.pop();
                open.peek().add(new RouteNode(opened.name(), "", opened.line(), children));
            }
            before = end;
        }
        return open.pop();
    }

    /** A tag may go over several lines, and the parser tells only where it ends. */
    private static int find(String wanted, String[] lines, int from, int to) {
        for (int line = from; line <= to; line++) {
            if (lines[line - 1].contains(wanted)) {
                return line;
            }
        }
        return to;
    }
}
