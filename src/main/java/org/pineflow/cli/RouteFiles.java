package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The route files of a run.
 *
 * @param locationOfRoute the file of a route that has no id of its own, where it is known
 */
record RouteFiles(List<RouteFile> files, Function<String, Optional<String>> locationOfRoute) {

    /** Where there are no routes. */
    static final RouteFiles NONE = new RouteFiles(List.of(), id -> Optional.empty());

    RouteFiles {
        files = List.copyOf(files);
    }

    /** The file with the route of this id. */
    Optional<RouteFile> ofRoute(String id) {
        return files.stream()
                .filter(file -> file.route(id).isPresent())
                .findFirst()
                .or(() -> locationOfRoute.apply(id).flatMap(this::named));
    }

    /** The file of this name. */
    Optional<RouteFile> named(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }
}
