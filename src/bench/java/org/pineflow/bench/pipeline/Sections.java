package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a report says of the results: tables in Markdown, and charts. A part that was not measured is left out. */
final class Sections {

    /** Of a core. What other processes take beyond it makes a run doubtful. */
    private static final double DISTURBED = 0.1;

    private static final String OTHERS = "others";
    private static final String[] EFFORT = {
        "events/s",
        "eventsPerSecond",
        "total",
        "totalCpu",
        "steady",
        "steadyCpu",
        "memory, MiB",
        "rssMiB",
        "others",
        OTHERS
    };

    private final Results results;
    private final UnaryOperator<String> titles;
    private final Map<String, BarChart> charts = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    /** @param titles from the name of a program to what it is called */
    Sections(Results results, UnaryOperator<String> titles) {
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
        fullSpeed(folder);
        for (String scenario : results.scenarios("calm").keySet()) {
            calm(scenario, folder);
        }
        slowSink();
        polls();
        growth(folder);
        allocation();
        rightness();
        return text.toString();
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

    private void fullSpeed(String folder) {
        Map<String, List<JsonNode>> programs = results.programs("firehose");
        if (programs.isEmpty()) {
            return;
        }
        Table table = new Table("program", with(EFFORT, "gzip ratio", "ratio"));
        BarChart cpu = new BarChart("Processor seconds for a million events, steady");
        BarChart speed = new BarChart("Events a second, source and sink on the same cores");
        programs.forEach((program, runs) -> {
            table.add(title(program), runs);
            bar(cpu, program, runs, "steadyCpu");
            bar(speed, program, runs, "eventsPerSecond");
        });
        line("### As fast as it goes");
        line(what(programs) + ", one post in flight.");
        table(table);
        chart(folder, "steady-cpu", cpu);
        chart(folder, "events-per-second", speed);
    }

    private void calm(String scenario, String folder) {
        Map<String, List<JsonNode>> programs = results.programs(scenario);
        Table table = new Table(
                "program",
                "steady",
                "steadyCpu",
                "p50, ms",
                "p50",
                "p99",
                "p99",
                "p99.9",
                "p999",
                "memory, MiB",
                "rssMiB",
                "others",
                OTHERS);
        JsonNode load = load(programs);
        String rate = "%,d".formatted(load.path("rate").asInt());
        BarChart cpu = new BarChart("Processor seconds for a million events, steady, at " + rate + " a second");
        BarChart latency = new BarChart("Milliseconds until the receipt at " + rate + " a second: p50, p99, p99.9");
        programs.forEach((program, runs) -> {
            table.add(title(program), runs);
            bar(cpu, program, runs, "steadyCpu");
            bar(latency, program, runs, "p50", "p99", "p999");
        });
        line("### " + rate + " events a second");
        line("For " + load.path("events").asInt() / load.path("rate").asInt()
                + " seconds; a batch is posted at 500 events "
                + "or after " + load.path("batchWait").asInt()
                + " ms. Latency counts from when an event was due to its receipt, "
                + "without the first quarter of the events.");
        table(table);
        chart(folder, scenario + "-cpu", cpu);
        chart(folder, scenario + "-latency", latency);
    }

    private void slowSink() {
        Table table = new Table("program, posts in flight", EFFORT);
        Map<String, List<JsonNode>> scenarios = results.scenarios("delay");
        scenarios.keySet().forEach(scenario -> results.programs(scenario)
                .forEach((program, runs) -> table.add(
                        title(program) + ", "
                                + (Launcher.isPineflow(program)
                                        ? load(runs).path("inFlight").asInt()
                                        : 1),
                        runs)));
        if (!table.isEmpty()) {
            line("### A sink that answers after "
                    + load(scenarios.values().iterator().next()).path("delay").asInt() + " ms");
            table(table);
        }
    }

    private void polls() {
        Map<String, List<JsonNode>> programs = results.programs("poll");
        if (!programs.isEmpty()) {
            Table table = new Table("program", EFFORT);
            programs.forEach((program, runs) -> table.add(title(program), runs));
            line("### Polls");
            line("One poll of %,d rows, in answers of 1,000."
                    .formatted(load(programs).path("events").asInt()));
            table(table);
        }
    }

    private void growth(String folder) {
        Map<String, List<JsonNode>> scenarios = results.scenarios("growth");
        if (scenarios.isEmpty()) {
            return;
        }
        line("### Growth");
        line("Pineflow with ISA-L at full speed, where one thing grows.");
        growth(folder, scenarios, "events", "events");
        growth(folder, scenarios, "size", "bytes of an event");
        growth(folder, scenarios, "streams", "firehoses on one socket");
    }

    private void growth(String folder, Map<String, List<JsonNode>> scenarios, String what, String head) {
        Table table = new Table(head, EFFORT);
        BarChart cpu = new BarChart("Processor seconds for a million events, steady, by " + head);
        scenarios.forEach((scenario, runs) -> {
            if (scenario.startsWith(what + "-")) {
                String label = "%,d".formatted(load(runs).path(what).asInt());
                table.add(label, runs);
                Results.spread(runs, "steadyCpu").ifPresent(spread -> cpu.add(label, true, List.of(spread)));
            }
        });
        if (!table.isEmpty()) {
            table(table);
            chart(folder, "growth-" + what, cpu);
        }
    }

    private void allocation() {
        Table table = new Table("program", "bytes allocated an event", "bytesPerEvent");
        results.programs("allocation").forEach((program, runs) -> table.add(title(program), runs));
        if (!table.isEmpty()) {
            line("### Allocation");
            line("On the heap, over the second half of a run at full speed.");
            table(table);
        }
    }

    private void rightness() {
        line("### Order and completeness");
        line(
                "Over all runs. Of a peer, a position ahead is a receipt after which the highest rve acknowledged lies above an "
                        + "event that has none; Pineflow's are the stored ones.");
        text.append("| program | runs | lost | doubled | out of order within a key | positions ahead |\n")
                .append("|---|---|---|---|---|---|\n");
        results.programs().forEach((program, runs) -> {
            text.append("| ").append(title(program)).append(" | ").append(runs.size());
            for (String figure : List.of(
                    "arrived",
                    "lost",
                    "duplicates",
                    "keyDisorders",
                    Launcher.isPineflow(program) ? "positionsAhead" : "unsafeReceipts")) {
                text.append(" | ").append("%,d".formatted(Results.sum(runs, figure)));
            }
            text.append(" |\n");
        });
    }

    private static String what(Map<String, List<JsonNode>> programs) {
        return "%,d events of %,d bytes"
                .formatted(
                        load(programs).path("events").asInt(),
                        load(programs).path("size").asInt());
    }

    private static JsonNode load(Map<String, List<JsonNode>> programs) {
        return load(programs.values().iterator().next());
    }

    private static JsonNode load(List<JsonNode> runs) {
        return runs.get(0).path("load");
    }

    private String title(String program) {
        String title = titles.apply(program);
        return Launcher.isPineflow(program) ? "**" + title + "**" : title;
    }

    private void bar(BarChart chart, String program, List<JsonNode> runs, String... figures) {
        List<Spread> values = List.of(figures).stream()
                .flatMap(figure -> Results.spread(runs, figure).stream())
                .toList();
        if (values.size() == figures.length) {
            chart.add(titles.apply(program), Launcher.isPineflow(program), values);
        }
    }

    private void chart(String folder, String name, BarChart chart) {
        if (!chart.isEmpty()) {
            charts.put(name, chart);
            line("![" + chart.title() + "](" + folder + "/" + name + ".svg)");
        }
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }

    private void table(Table table) {
        text.append(table).append('\n');
    }

    private static String[] with(String[] columns, String head, String figure) {
        String[] all = java.util.Arrays.copyOf(columns, columns.length + 2);
        all[columns.length] = head;
        all[columns.length + 1] = figure;
        return all;
    }
}
