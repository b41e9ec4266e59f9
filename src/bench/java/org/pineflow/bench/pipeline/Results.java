package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The runs that the report tells of: of each scenario those with the load, and the options of the JVM,
 * that it had last.
 *
 * <p>A file of them has one run a line, as a JSON object: {@code program}, {@code group}, {@code scenario}, {@code commit},
 * {@code machine}, {@code when}, {@code load}, {@code options}, and the figures; of a run that failed, {@code failed} tells why.
 */
final class Results {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String FAILED = "failed";

    private final List<JsonNode> runs;
    private final List<JsonNode> failed;

    Results(List<JsonNode> runs) {
        Map<String, String> conditions = new LinkedHashMap<>();
        runs.forEach(run -> conditions.put(run.path("scenario").asText(), condition(run)));
        List<JsonNode> alike = runs.stream()
                .filter(run -> condition(run)
                        .equals(conditions.get(run.path("scenario").asText())))
                .toList();
        this.runs = alike.stream().filter(run -> !run.has(FAILED)).toList();
        this.failed = alike.stream().filter(run -> run.has(FAILED)).toList();
    }

    private static String condition(JsonNode run) {
        return run.path("load") + run.path("options").asText();
    }

    /** Appends one run to a file. */
    static void append(Path file, JsonNode run) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, run + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Those in the file that are of this commit; none where there is no file. */
    static Results read(Path file, String commit) throws IOException {
        List<JsonNode> runs = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            JsonNode run = JSON.readTree(line);
            if (run.path("commit").asText().equals(commit)) {
                runs.add(run);
            }
        }
        return new Results(runs);
    }

    /** Those that have figures. */
    List<JsonNode> all() {
        return runs;
    }

    /** Those that have none, because they failed. */
    List<JsonNode> failed() {
        return failed;
    }

    /** Those of one scenario, by program, in the order in which they were first measured. */
    Map<String, List<JsonNode>> programs(String scenario) {
        return by("program", run -> run.path("scenario").asText().equals(scenario));
    }

    /** Those of one group, by scenario. */
    Map<String, List<JsonNode>> scenarios(String group) {
        return by("scenario", run -> run.path("group").asText().equals(group));
    }

    /** All, by program. */
    Map<String, List<JsonNode>> programs() {
        return by("program", run -> true);
    }

    private Map<String, List<JsonNode>> by(String member, Predicate<JsonNode> chosen) {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        runs.stream().filter(chosen).forEach(run -> groups.computeIfAbsent(
                        run.path(member).asText(), missing -> new ArrayList<>())
                .add(run));
        return groups;
    }

    /** A figure over some runs; empty when none of them has it. */
    static Optional<Spread> spread(List<JsonNode> runs, String figure) {
        return Spread.of(runs.stream()
                .filter(run -> run.path(figure).isNumber())
                .map(run -> run.path(figure).asDouble())
                .toList());
    }

    /** A count, over all of some runs together. */
    static long sum(List<JsonNode> runs, String figure) {
        return runs.stream().mapToLong(run -> run.path(figure).asLong()).sum();
    }
}
