package org.pineflow.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.FileUtil;

/** Turns what a user says about route files into the pattern that camel-main understands. */
final class RoutePatterns {

    private static final List<String> ROUTE_FILES = List.of("*.camel.yaml", "*.xml");

    private RoutePatterns() {}

    /**
     * One include pattern for camel-main.
     *
     * @param patterns each a file, a folder (its {@code *.camel.yaml} and {@code *.xml}), a pattern with {@code *} and
     *     {@code **}, or a location with {@code file:} or {@code classpath:}
     * @param folder from which relative ones start
     */
    static String join(List<String> patterns, Path folder) {
        return patterns.stream().flatMap(pattern -> locations(pattern, folder)).collect(Collectors.joining(","));
    }

    private static Stream<String> locations(String pattern, Path folder) {
        if (pattern.startsWith("-")) {
            throw new ConfigurationException("Unknown option: " + pattern + ". See --help.");
        }
        if (pattern.startsWith("classpath:")) {
            return Stream.of(pattern);
        }
        String path = pattern.startsWith("file:") ? pattern.substring("file:".length()) : pattern;
        // Not through java.nio.file.Path, which on Windows refuses a '*'.
        File file = new File(path).isAbsolute()
                ? new File(path)
                : new File(folder.toAbsolutePath().toFile(), path);
        String absolute = FileUtil.compactPath(file.getAbsolutePath(), '/');
        if (absolute.contains(",")) {
            throw new ConfigurationException("A route file's path must not contain a comma: " + absolute);
        }
        if (isPattern(absolute)) {
            return Stream.of("file:" + absolute);
        }
        if (Files.isDirectory(Path.of(absolute))) {
            return ROUTE_FILES.stream().map(name -> "file:" + absolute + "/" + name);
        }
        if (!Files.isRegularFile(Path.of(absolute))) {
            throw new ConfigurationException("There is no route file " + absolute + ".");
        }
        return Stream.of("file:" + absolute);
    }

    private static boolean isPattern(String path) {
        return path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
    }
}
