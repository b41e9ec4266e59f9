package org.pineflow.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds the folder that holds {@code routes}, {@code config} and {@code data}: a checkout or an unpacked distribution. */
final class Home {

    private Home() {}

    /** By the system property {@code pineflow.home}, the variable {@code PINEFLOW_HOME}, or where the program lies. */
    static Path find() {
        return find(System::getProperty, System::getenv, location());
    }

    /**
     * @param program the jar or the folder of classes, empty when unknown
     * @return the folder, absolute; the current one when nothing else is known
     * @throws ConfigurationException when a folder was named that does not exist
     */
    static Path find(UnaryOperator<String> properties, UnaryOperator<String> environment, Optional<Path> program) {
        Optional<String> named = Optional.ofNullable(properties.apply(SettingsLoader.HOME_KEY))
                .or(() -> Optional.ofNullable(environment.apply("PINEFLOW_HOME")))
                .filter(name -> !name.isBlank());
        if (named.isPresent() && !Files.isDirectory(Path.of(named.get()))) {
            throw new ConfigurationException("pineflow.home (PINEFLOW_HOME) is no folder: " + named.get());
        }
        return named.map(Path::of)
                .or(() -> program.flatMap(Home::nearestWithConfiguration))
                .orElse(Path.of(""))
                .toAbsolutePath()
                .normalize();
    }

    private static Optional<Path> nearestWithConfiguration(Path program) {
        for (Path folder = program.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("config/application.properties"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> location() {
        CodeSource source = Home.class.getProtectionDomain().getCodeSource();
        try {
            return source == null || source.getLocation() == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | RuntimeException e) {
            return Optional.empty(); // Not in a file system: there is nothing beside it either.
        }
    }
}
