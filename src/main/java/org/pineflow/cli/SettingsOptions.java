package org.pineflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command that reads settings. */
final class SettingsOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "A properties file over config/application.properties; may be repeated, the last one wins.",
                "Environment variables win over files: PINEFLOW_DATA sets pineflow.data, and",
                "CAMEL_COMPONENT_FD1_API_KEY sets camel.component.fd1.apiKey."
            })
    private List<Path> configFiles = List.of();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Sets one key; wins over files and environment. Secrets do not belong here: others see them.")
    private Map<String, String> definitions = Map.of();

    Settings load(Path home) {
        return load(home, List.of());
    }

    /** With files over {@code config/application.properties} and under those of the user. */
    Settings load(Path home, List<Path> shippedFiles) {
        List<Path> files = new ArrayList<>(shippedFiles);
        files.addAll(configFiles);
        return SettingsLoader.ofThisProcess().load(home, files, definitions);
    }
}
