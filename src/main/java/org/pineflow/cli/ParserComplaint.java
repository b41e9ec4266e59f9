package org.pineflow.cli;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Camel's readers of route files complain about, with the word that may have been meant.
 *
 * @param file as the reader names it
 * @param line from 1
 * @param column from 1
 */
record ParserComplaint(String file, int line, int column, String statement) {

    /** Camel's parsers write {@code in file:/a/b.yaml, line 6, column 9:} under what is wrong. */
    private static final Pattern LOCATION = Pattern.compile("\\s*in (?:file:)?(.+?), line (\\d+), column (\\d+):?\\s*");

    private static final Pattern UNKNOWN_STEP =
            Pattern.compile("Unknown node id: (\\S+)|Unexpected element '(?:\\{[^}]*})?([^']+)'.*");
    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("Unsupported field: (\\S+)|Unexpected attribute '(?:\\{[^}]*})?([^']+)'.*");

    /** The statement above the last location of a parser's message, if it is one. */
    static Optional<ParserComplaint> in(String message) {
        String statement = "";
        Optional<ParserComplaint> complaint = Optional.empty();
        for (String text : message.split("\r?\n")) {
            Matcher location = LOCATION.matcher(text);
            if (location.matches()) {
                complaint = Optional.of(new ParserComplaint(
                        location.group(1),
                        Integer.parseInt(location.group(2)),
                        Integer.parseInt(location.group(3)),
                        statement.strip()));
            } else if (!text.startsWith(" ")) {
                statement = text;
            }
        }
        return complaint;
    }

    /** For the user, with its place in front. */
    String text(RouteFiles files, RouteVocabulary words) {
        Optional<RouteFile> read = files.named(file);
        Matcher step = UNKNOWN_STEP.matcher(statement);
        if (step.matches()) {
            String name = group(step);
            return place(read, name) + "there is no step " + name
                    + words.nearestStep(name).map(ParserComplaint::hint).orElse("");
        }
        Matcher field = UNKNOWN_FIELD.matcher(statement);
        if (field.matches()) {
            String name = group(field);
            String parent = read.flatMap(tree -> parent(tree.root(), name))
                    .map(RouteNode::name)
                    .orElse("");
            return place(read, name) + name + " is no field" + (parent.isEmpty() ? "" : " of " + parent)
                    + words.nearestField(parent, name)
                            .map(ParserComplaint::hint)
                            .orElse("");
        }
        return file + ", line " + line + ", column " + column + ": " + statement;
    }

    private static String group(Matcher matched) {
        return matched.group(1) == null ? matched.group(2) : matched.group(1);
    }

    private static String hint(String meant) {
        return "; did you mean " + meant + "?";
    }

    /** Camel may tell the line of the value, which is below that of the name. */
    private String place(Optional<RouteFile> read, String name) {
        int at = read.flatMap(tree -> nearest(tree.root(), name))
                .map(RouteNode::line)
                .orElse(line);
        return file + ", line " + at + ": ";
    }

    private Optional<RouteNode> nearest(RouteNode root, String name) {
        return root.all().filter(node -> node.name().equals(name)).min(byDistance());
    }

    private Optional<RouteNode> parent(RouteNode root, String name) {
        Optional<RouteNode> child = nearest(root, name);
        return child.flatMap(wanted ->
                root.all().filter(node -> node.children().contains(wanted)).findFirst());
    }

    private Comparator<RouteNode> byDistance() {
        return Comparator.comparingInt(node -> Math.abs(node.line() - line));
    }
}
