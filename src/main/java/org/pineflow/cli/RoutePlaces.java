package org.pineflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

/** Where routes and their steps stand in their files. */
final class RoutePlaces {

    private final Model model;

    RoutePlaces(CamelContext context) {
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    Model model() {
        return model;
    }

    /** The place of a route, empty text when it has none. */
    String of(String routeId) {
        return Optional.ofNullable(model.getRouteDefinition(routeId))
                .map(this::of)
                .orElse("");
    }

    /** The place of a route or of one of its steps. */
    String of(NamedNode node) {
        String file = Optional.ofNullable(node.getLocation())
                .or(() -> resource(node))
                .map(RoutePlaces::path)
                .orElse("");
        return node.getLineNumber() > 0 ? file + ", line " + line(file, node) : file;
    }

    /** Camel counts to where the step's options begin, which may be on the line of its name: then it is one too low. */
    private static int line(String file, NamedNode node) {
        int told = node.getLineNumber();
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            List<String> two = lines.skip(told - 1L).limit(2).toList();
            boolean next = two.size() == 2
                    && !two.get(0).contains(node.getShortName())
                    && two.get(1).contains(node.getShortName());
            return next ? told + 1 : told;
        } catch (IOException | InvalidPathException | UncheckedIOException noFile) {
            return told;
        }
    }

    private static Optional<String> resource(NamedNode node) {
        return node instanceof RouteDefinition route
                ? Optional.ofNullable(route.getResource()).map(resource -> resource.getLocation())
                : Optional.empty();
    }

    /** The file as it is found from the current folder, when it lies in there. */
    static String path(String location) {
        if (!location.startsWith("file:")) {
            return location;
        }
        Path file =
                Path.of(location.substring("file:".length())).toAbsolutePath().normalize();
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }
}
