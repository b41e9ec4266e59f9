package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the scenarios of a programme are shown, part by part: a table each, and charts. */
final class Parts {

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
        "others"
    };

    private final Results results;
    private final Titles titles;
    private final String folder;
    private final Map<String, BarChart> charts = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    /** @param folder of the charts, as the page sees it */
    Parts(Results results, Titles titles, String folder) {
        this.results = results;
        this.titles = titles;
        this.folder = folder;
    }

    /** The charts that the text shows, by the name of their file without ending; after the text was made. */
    Map<String, BarChart> charts() {
        return charts;
    }

    /** The parts that were measured, in Markdown. */
    String markdown() {
        fullSpeed();
        results.scenarios("calm").keySet().forEach(this::calm);
        slowSink();
        polls();
        growth();
        allocation();
        return text.toString();
    }

    private void fullSpeed() {
        Map<String, List<JsonNode>> programs = results.programs("firehose");
        if (programs.isEmpty()) {
            return;
        }
        Table table = new Table("program", with(EFFORT, "gzip ratio", "ratio"));
        BarChart cpu = new BarChart("Processor seconds for a million events, steady");
        BarChart speed = new BarChart("Events a second, source and sink on the same cores");
        programs.forEach((program, runs) -> {
            table.add(titles.marked(program), runs);
            bar(cpu, program, runs, "steadyCpu");
            bar(speed, program, runs, "eventsPerSecond");
        });
        line("### As fast as it goes");
        List<JsonNode> all = programs.values().stream().flatMap(List::stream).toList();
        line(what(programs) + ", one post in flight. For a million of them the source took " + median(all, "sourceCpu")
                + " and the sink " + median(all, "sinkCpu") + " processor seconds.");
        table(table);
        chart("steady-cpu", cpu);
        chart("events-per-second", speed);
    }

    private void calm(String scenario) {
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
                "others");
        JsonNode load = load(programs);
        String rate = Spread.text(load.path("rate").asLong());
        BarChart cpu = new BarChart("Processor seconds for a million events, steady, at " + rate + " a second");
        BarChart latency = new BarChart("Milliseconds until the receipt at " + rate + " a second: p50, p99, p99.9");
        programs.forEach((program, runs) -> {
            table.add(titles.marked(program), runs);
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
        chart(scenario + "-cpu", cpu);
        chart(scenario + "-latency", latency);
    }

    private void slowSink() {
        Table table = new Table("program, posts in flight", EFFORT);
        Map<String, List<JsonNode>> scenarios = results.scenarios("delay");
        scenarios.keySet().forEach(scenario -> results.programs(scenario)
                .forEach((program, runs) -> table.add(
                        titles.marked(program) + ", "
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
            programs.forEach((program, runs) -> table.add(titles.marked(program), runs));
            line("### Polls");
            line("One poll of " + Spread.text(load(programs).path("events").asLong()) + " rows, in answers of 1,000.");
            table(table);
        }
    }

    private void growth() {
        Map<String, List<JsonNode>> scenarios = results.scenarios("growth");
        if (scenarios.isEmpty()) {
            return;
        }
        line("### Growth");
        line("Pineflow with ISA-L at full speed, where one thing grows.");
        growth(scenarios, "events", "events");
        growth(scenarios, "size", "bytes of an event");
        growth(scenarios, "streams", "firehoses on one socket");
    }

    private void growth(Map<String, List<JsonNode>> scenarios, String what, String head) {
        Table table = new Table(head, EFFORT);
        BarChart cpu = new BarChart("Processor seconds for a million events, steady, by " + head);
        scenarios.forEach((scenario, runs) -> {
            if (scenario.startsWith(what + "-")) {
                String label = Spread.text(load(runs).path(what).asLong());
                table.add(label, runs);
                Results.spread(runs, "steadyCpu").ifPresent(spread -> cpu.add(label, true, List.of(spread)));
            }
        });
        if (!table.isEmpty()) {
            table(table);
            chart("growth-" + what, cpu);
        }
    }

    private void allocation() {
        Table table = new Table("program", "bytes allocated an event", "bytesPerEvent");
        results.programs("allocation").forEach((program, runs) -> table.add(titles.marked(program), runs));
        if (!table.isEmpty()) {
            line("### Allocation");
            line("On the heap, over the second half of a run at full speed.");
            table(table);
        }
    }

    private static String median(List<JsonNode> runs, String figure) {
        return Results.spread(runs, figure)
                .map(spread -> Spread.text(spread.median()))
                .orElse("unknown");
    }

    private static String what(Map<String, List<JsonNode>> programs) {
        JsonNode load = load(programs);
        return Spread.text(load.path("events").asLong()) + " events of "
                + Spread.text(load.path("size").asLong()) + " bytes";
    }

    private static JsonNode load(Map<String, List<JsonNode>> programs) {
        return load(programs.values().iterator().next());
    }

    private static JsonNode load(List<JsonNode> runs) {
        return runs.get(0).path("load");
    }

    private void bar(BarChart chart, String program, List<JsonNode> runs, String... figures) {
        List<Spread> values = List.of(figures).stream()
                .flatMap(figure -> Results.spread(runs, figure).stream())
                .toList();
        if (values.size() == figures.length) {
            chart.add(titles.plain(program), Launcher.isPineflow(program), values);
        }
    }

    private void chart(String name, BarChart chart) {
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
        String[] all = Arrays.copyOf(columns, columns.length + 2);
        all[columns.length] = head;
        all[columns.length + 1] = figure;
        return all;
    }
}
