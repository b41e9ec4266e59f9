package org.pineflow.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pineflow sync}: every poll route once, for cron and job schedulers. */
@Command(
        name = "sync",
        description = {
            "Runs every poll route once, for cron and job schedulers. Firehoses do not run; helper routes (direct:, seda:)",
            "do. It opens no port, so it gets along with a bridge that is running, but not on the same streams.",
            "Exit codes: 0 every row has its receipt; 1 a poll broke, stood still for too long, belongs to another",
            "process, or its sink refused rows; 2 wrong usage or configuration; 143 stopped by SIGTERM or Ctrl-C.",
            "Whatever the end, the next run goes on from what is delivered."
        })
final class SyncCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settingsOptions;

    @Option(
            names = "--routes",
            paramLabel = "PATTERN",
            arity = "1..*",
            description = "Route files instead of those in routes/bridge/, as for run.")
    private List<String> routes = List.of();

    @Option(names = "--json", description = "Prints one JSON document to standard output, and nothing else there.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = {
                "Gives up a poll in which nothing has moved for so long: no row received, none delivered. A sink that is",
                "down is waited for as long. 0s = for ever. Default: ${DEFAULT-VALUE}."
            })
    private Duration timeout;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Polls at the same time, at most. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Override
    public Integer call() {
        if (parallel < 1) {
            throw new ParameterException(spec.commandLine(), "--parallel has to be 1 or more");
        }
        Path home = Home.find();
        boolean drawn = !json && LiveLines.areSupported();
        if (drawn) {
            Logging.onlyWarnings();
        } else {
            Logging.configure(home);
        }
        Settings settings = settingsOptions.load(home);
        Optional<String> pattern =
                routes.isEmpty() ? Optional.empty() : Optional.of(RoutePatterns.join(routes, Path.of("")));
        SyncReport report = new SyncReport(System.out, json ? System.err : System.out, json, drawn);
        return Foreground.run(new Sync(settings, pattern, timeout, parallel, report));
    }
}
