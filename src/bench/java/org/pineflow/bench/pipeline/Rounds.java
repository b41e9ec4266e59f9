package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures scenarios one after the other, the programs of each in turn, and keeps every run. */
final class Rounds {

    private static final List<String> TOLD = List.of(
            "eventsPerSecond", "totalCpu", "steadyCpu", "rssMiB", "p50", "p99", "p999", "bytesPerEvent", "others");

    private static final List<String> FAULTS = List.of(
            "lost", "unknown", "duplicates", "keyDisorders", "unsafeReceipts", "positionsAhead", "endNotStored");

    private final Peers peers;
    private final Launcher launcher;
    private final Path folder;
    private final Path file;
    private final Set<String> missing = new HashSet<>();

    /**
     * @param folder for what a run needs while it lasts
     * @param file takes a line for each run
     */
    Rounds(Peers peers, Launcher launcher, Path folder, Path file) {
        this.peers = peers;
        this.launcher = launcher;
        this.folder = folder;
        this.file = file;
    }

    /** A run that fails, or a peer that cannot be installed, is told and left out. */
    void run(List<Scenario> scenarios, int rounds) throws IOException, InterruptedException {
        install(scenarios);
        ObjectNode about = about();
        for (Scenario scenario : scenarios) {
            Map<String, List<JsonNode>> runs = new LinkedHashMap<>();
            for (int round = 1; round <= rounds; round++) {
                for (String program : scenario.programs()) {
                    if (!missing.contains(program)) {
                        ObjectNode run = run(scenario, program, round, about.deepCopy());
                        runs.computeIfAbsent(program, none -> new ArrayList<>()).add(run);
                    }
                }
            }
            runs.forEach(
                    (program, done) -> System.out.println("median " + scenario.name() + " " + program + told(done)));
        }
    }

    private void install(List<Scenario> scenarios) throws IOException, InterruptedException {
        Set<String> programs = new HashSet<>();
        scenarios.forEach(scenario -> programs.addAll(scenario.programs()));
        for (String program : programs) {
            if (!Launcher.isPineflow(program) && !peers.install(program)) {
                System.err.println(program + " cannot be installed, and is left out");
                missing.add(program);
            }
        }
    }

    private static ObjectNode about() throws IOException, InterruptedException {
        ObjectNode about = JsonNodeFactory.instance.objectNode().put("commit", Machine.commit());
        about.putObject("machine")
                .put("processor", Machine.processor())
                .put("cores", Machine.cores())
                .put("java", Machine.java())
                .put("node", Machine.node());
        return about;
    }

    private ObjectNode run(Scenario scenario, String program, int round, ObjectNode run)
            throws IOException, InterruptedException {
        run.put("group", scenario.group()).put("scenario", scenario.name()).put("program", program);
        run.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("round", round);
        run.put("options", launcher.options()).set("load", scenario.load().json());
        try {
            new Measurement(program, scenario, launcher, run).run(folder);
        } catch (IOException e) {
            run.put("failed", e.getMessage());
        }
        Results.append(file, run);
        System.out.println(scenario.name() + " " + round + " " + program + told(List.of(run))
                + (run.has("failed") ? " FAILED: " + run.path("failed").asText() : faults(run)));
        return run;
    }

    private static String told(List<JsonNode> runs) {
        StringBuilder told = new StringBuilder();
        for (String figure : TOLD) {
            Results.spread(runs, figure)
                    .ifPresent(spread ->
                            told.append("  ").append(figure).append(' ').append(spread));
        }
        return told.toString();
    }

    private static String faults(JsonNode run) {
        StringBuilder faults = new StringBuilder();
        for (String fault : FAULTS) {
            if (run.path(fault).asLong() > 0) {
                faults.append("  ")
                        .append(fault)
                        .append(' ')
                        .append(run.path(fault).asLong());
            }
        }
        return faults.toString();
    }
}
