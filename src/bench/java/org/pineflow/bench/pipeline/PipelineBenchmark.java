package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the bridge costs, measured as users run it: the distribution, a YAML route, positions in files. The programs that are
 * compared take turns, round after round. {@code src/bench/run} builds what this needs and calls it; {@code --help} tells
 * the options.
 */
@Command(
        name = "src/bench/run",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Measures Pineflow beside its peers, and writes docs/performance.md.")
public final class PipelineBenchmark implements Callable<Integer> {

    private static final Path FOLDER = Path.of("target/bench");
    private static final int QUICK_EVENTS = 100_000;
    private static final int QUICK_SECONDS = 5;

    @Option(
            names = "--quick",
            description = "small runs of a few programs, to try it: results and report stay in target/bench/quick")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "5", description = "runs of each program, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "120", description = "of a paced run (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--events", defaultValue = "1000000", description = "of a run at full speed (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--only",
            split = ",",
            description = "parts of the programme: firehose, calm, delay, poll, growth, allocation (all)")
    private Set<String> only = new LinkedHashSet<>(Programme.GROUPS);

    @Option(
            names = "--programs",
            split = ",",
            description = "only these: pineflow-isal, pineflow-jdk, and those of src/bench/peers/peers.json (all)")
    private Set<String> programs = Set.of();

    @Option(
            names = "--load",
            description =
                    "instead of the programme one load, such as rate=20000,batchWait=50 or kind=poll,events=5000000; "
                            + "further settings: size, delay, inFlight, streams. It is not in the report")
    private String load;

    @Option(names = "--options", defaultValue = "", description = "for Pineflow's JVM, such as -Xmx64m")
    private String options;

    @Option(names = "--fresh", description = "forgets what was measured of this commit before")
    private boolean fresh;

    @Option(names = "--list", description = "tells what would be measured, and ends")
    private boolean list;

    @Option(names = "--report", description = "measures nothing: writes the report of what was measured")
    private boolean reportOnly;

    private PipelineBenchmark() {}

    /** See above. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PipelineBenchmark())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Peers peers = Peers.read();
        List<Scenario> scenarios = scenarios();
        if (scenarios.isEmpty()) {
            throw new IOException("none of the parts " + only + " has any of the programs " + programs
                    + ": --list tells " + "which they have");
        }
        Path folder = quick ? FOLDER.resolve("quick") : FOLDER;
        Path file = folder.resolve("results.jsonl");
        if (list) {
            scenarios.forEach(scenario ->
                    System.out.println(scenario.name() + " " + scenario.load().json() + " " + scenario.programs()));
            System.out.println("About " + Programme.minutes(scenarios, quick ? 1 : rounds) + " minutes");
            return 0;
        }
        if (!reportOnly) {
            Files.createDirectories(folder);
            if ((fresh || quick) && Files.exists(file)) {
                Files.move(file, folder.resolve("results-until-" + Instant.now() + ".jsonl"));
            }
            new Rounds(peers, new Launcher(peers, options), folder, file).run(scenarios, quick ? 1 : rounds);
        }
        if (load == null) {
            Path page = quick ? folder.resolve("performance.md") : Path.of("docs/performance.md");
            Results results = Results.read(file, Machine.commit());
            new Report(page, page.resolveSibling("performance")).write(new Sections(results, new Titles(peers::title)));
            System.out.println("The report is in " + page);
        }
        return 0;
    }

    private List<Scenario> scenarios() throws IOException {
        Set<String> unknown = new HashSet<>(only);
        unknown.removeAll(Programme.GROUPS);
        if (!unknown.isEmpty()) {
            throw new IOException("--only " + unknown + ": the parts are " + Programme.GROUPS);
        }
        if (load != null) {
            List<String> chosen = programs.isEmpty() ? List.of("pineflow-isal") : new ArrayList<>(programs);
            return List.of(new Scenario(
                    "own", "own", Load.USUAL.with("events=" + events).with(load), chosen));
        }
        Programme programme = quick ? new Programme(QUICK_EVENTS, QUICK_SECONDS) : new Programme(events, seconds);
        Set<String> some = quick && programs.isEmpty() ? Set.of("pineflow-isal", "node-1", "sockets-isal") : programs;
        return programme.scenarios(only, some);
    }
}
