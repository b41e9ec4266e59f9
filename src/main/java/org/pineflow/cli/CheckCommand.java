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

/** {@code pineflow check}: proves a configuration before it runs. */
@Command(
        name = "check",
        description = {
            "Proves a configuration before it runs: logs in to each FD1 server, opens and cancels each firehose, reads one",
            "packet of each poll, connects to each sink, reads the stored positions, and looks through the routes. It",
            "starts no route, opens no port, takes no lock and writes no position, so a bridge may run meanwhile. It",
            "posts nothing, unless --canary says so.",
            "One line for each finding: ok, warn or FAIL, and the cure. Exit codes: 0 nothing failed (there may be",
            "warnings); 1 something failed; 2 wrong usage or configuration."
        })
final class CheckCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofMillis(100);

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

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "The longest wait for one answer. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
            names = "--canary",
            paramLabel = "FLOWTYPE/EVENTTYPE",
            description = {
                "Posts one event, marked as a canary, to this event type of each sink, and reads it back: whether a number",
                "of 19 digits survives."
            })
    private String canary = "";

    @Option(
            names = "--read-url",
            paramLabel = "URL",
            description = "Where the canary is read back: what /events is put behind. Default: baseUrl/api/v1.")
    private Optional<String> readUrl = Optional.empty();

    @Option(names = "--json", description = "Prints one JSON document to standard output, and nothing else there.")
    private boolean json;

    @Override
    public Integer call() {
        if (timeout.compareTo(SHORTEST) < 0) {
            throw new ParameterException(spec.commandLine(), "--timeout has to be 100ms or more");
        }
        if (!canary.isEmpty() && !canary.matches("[^/]+/[^/]+")) {
            throw new ParameterException(
                    spec.commandLine(), "--canary takes a flow type and an event type, as order.0/order.placed.0");
        }
        Path home = Home.find();
        Logging.onlyErrors();
        Settings settings = settingsOptions.load(home);
        Optional<String> pattern =
                routes.isEmpty() ? Optional.empty() : Optional.of(RoutePatterns.join(routes, Path.of("")));
        Optional<Check.Canary> posted = canary.isEmpty()
                ? Optional.empty()
                : Optional.of(new Check.Canary(
                        canary.substring(0, canary.indexOf('/')), canary.substring(canary.indexOf('/') + 1), readUrl));
        return new Check(settings, pattern, timeout, posted, new CheckReport(System.out, json)).run();
    }
}
