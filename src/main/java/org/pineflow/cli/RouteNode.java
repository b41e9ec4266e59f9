package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A piece of a route file: a key of a YAML mapping, or an element or attribute of XML.
 *
 * @param name of the key, element or attribute; {@code -} for an item of a list
 * @param text its value when that is a text, else empty
 * @param line from 1
 * @param children in their order
 */
record RouteNode(String name, String text, int line, List<RouteNode> children) {

    RouteNode {
        children = List.copyOf(children);
    }

    /** This node and everything in it. */
    Stream<RouteNode> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(RouteNode::all));
    }

    Optional<RouteNode> child(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
    }
}
