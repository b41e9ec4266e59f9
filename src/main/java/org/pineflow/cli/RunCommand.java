package org.pineflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pineflow run}: the bridge in the foreground, until SIGTERM or Ctrl-C. */
@Command(
        name = "run",
        description = {
            "Runs the routes in the foreground until SIGTERM or Ctrl-C.",
            "Health and metrics are on the management port, by default at http://127.0.0.1:9876/observe/health."
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions settingsOptions;

    @Option(
            names = "--routes",
            paramLabel = "PATTERN",
            arity = "1..*",
            description = {
                "Route files instead of those in routes/bridge/: files, folders, patterns with * and **,",
                "also with file: or classpath: before them. Relative ones start from the current folder."
            })
    private List<String> routes = List.of();

    @Override
    public Integer call() {
        Path home = Home.find();
        Logging.configure(home);
        Settings settings = settingsOptions.load(home);
        Optional<String> pattern =
                routes.isEmpty() ? Optional.empty() : Optional.of(RoutePatterns.join(routes, Path.of("")));
        return Foreground.run(new Bridge(settings, pattern));
    }
}
