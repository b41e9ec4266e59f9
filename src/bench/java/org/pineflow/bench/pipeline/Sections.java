package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a report says of the results: tables in Markdown, and charts. A part that was not measured is left out. */
final class Sections {

    /** Of a core. What other processes take beyond it makes a run doubtful. */
    private static final double DISTURBED = 0.1;

    private static final String OTHERS = "others";
    private final Results results;
    private final Titles titles;
    private Map<String, BarChart> charts = Map.of();
    private final StringBuilder text = new StringBuilder();

    Sections(Results results, Titles titles) {
        this.results = results;
        this.titles = titles;
    }

    /** The charts that the text shows, by the name of their file without ending; after the text was made. */
    Map<String, BarChart> charts() {
        return charts;
    }

    /** @param folder of the charts, as the page sees it */
    String markdown(String folder) {
        if (results.all().isEmpty()) {
            return "Nothing was measured at this commit.\n";
        }
        machine();
        goals();
        Parts parts = new Parts(results, titles, folder);
        text.append(parts.markdown());
        charts = parts.charts();
        rightness();
        failures();
        return text.toString().strip() + "\n";
    }

    private void machine() {
        List<JsonNode> runs = results.all();
        JsonNode last = runs.get(runs.size() - 1);
        JsonNode machine = last.path("machine");
        line("Measured at commit " + last.path("commit").asText() + " from "
                + runs.get(0).path("when").asText().substring(0, 16) + " to "
                + last.path("when").asText().substring(0, 16) + " UTC on "
                + machine.path("cores").asInt()
                + " cores of " + machine.path("processor").asText() + ", "
                + machine.path("java").asText()
                + Optional.of(machine.path("node").asText())
                        .filter(node -> !node.isEmpty())
                        .map(node -> ", Node " + node)
                        .orElse("")
                + (last.path("options").asText().isEmpty()
                        ? ""
                        : "; Pineflow with `" + last.path("options").asText() + "`")
                + ". Each figure is the median of the runs, which were made in turn, and in brackets their range. "
                + "Processor seconds are for a million events: *total* from the start of the process, *steady* over the "
                + "second half. *Others* is how many cores other processes took meanwhile"
                + (disturbed() == 0
                        ? "; in no run more than " + DISTURBED + "."
                        : ": **in " + disturbed() + " of " + runs.size() + " runs more than " + DISTURBED
                                + "**, which makes those doubtful."));
    }

    private long disturbed() {
        return results.all().stream()
                .filter(run -> run.path(OTHERS).asDouble() > DISTURBED)
                .count();
    }

    private void goals() {
        String goals = new Goals(results).table();
        if (!goals.isEmpty()) {
            line("### What is to be reached");
            line("Medians of the same runs; Pineflow's are with ISA-L where nothing else is said.");
            line(goals.strip());
        }
    }

    private void failures() {
        results.failed()
                .forEach(run ->
                        line("A run of " + titles.plain(run.path("program").asText()) + " in `"
                                + run.path("scenario").asText() + "` failed, and has no figures: "
                                + run.path("failed").asText()));
    }

    private void rightness() {
        line("### Order and completeness");
        line(
                "Over all runs. Of a peer, a position ahead is a receipt after which the highest rve acknowledged lies above an "
                        + "event that has none; Pineflow's are those that were seen on disk.");
        text.append("| program | runs | events | lost | doubled | out of order within a key | positions ahead |\n")
                .append("|---|---|---|---|---|---|---|\n");
        results.programs().forEach((program, runs) -> {
            text.append("| ").append(titles.marked(program)).append(" | ").append(runs.size());
            for (String figure : List.of(
                    "arrived",
                    "lost",
                    "duplicates",
                    "keyDisorders",
                    Launcher.isPineflow(program) ? "positionsAhead" : "unsafeReceipts")) {
                text.append(" | ").append(Spread.text(Results.sum(runs, figure)));
            }
            text.append(" |\n");
        });
        text.append('\n');
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }
}
