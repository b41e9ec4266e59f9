package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenByHandStaysAndWhatWasMeasuredBeforeGoes() throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(page, "By hand.\n\n" + Report.BEGIN + "\nold\n" + Report.END + "\n\nBy hand too.\n");

        new Report(page, folder.resolve("charts")).write(sections(run("firehose", "node-1", 4.5)));

        assertThat(Files.readString(page))
                .startsWith("By hand.\n\n" + Report.BEGIN)
                .endsWith(Report.END + "\n\nBy hand too.\n")
                .doesNotContain("old")
                .contains("| <node-1> |")
                .contains("](charts/steady-cpu.svg)");
    }

    @Test
    void aPageWithoutMarkersIsLeftAlone() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "By hand.\n");

        assertThatThrownBy(() -> new Report(page, folder).write(sections()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Report.BEGIN);
        assertThat(page).hasContent("By hand.\n");
    }

    @Test
    void eachFigureIsTheMedianOfItsRunsWithTheirRange() {
        String text =
                text(run("firehose", "node-1", 4.5), run("firehose", "node-1", 9.25), run("firehose", "node-1", 4.25));

        assertThat(text).contains("| 4.50 (4.25–9.25) |");
    }

    @Test
    void partsThatWereNotMeasuredAreLeftOut() {
        assertThat(text(run("poll", "pineflow-isal", 1)))
                .contains("### Polls")
                .doesNotContain("### As fast")
                .doesNotContain("### Growth");
        assertThat(text()).isEqualTo("Nothing was measured at this commit.\n");
    }

    @Test
    void aDisturbedRunIsTold() {
        assertThat(text(run("poll", "pineflow-isal", 1))).contains("in no run more than 0.1");
        assertThat(text(
                        run("poll", "pineflow-isal", 1),
                        run("poll", "pineflow-isal", 1).put("others", 0.4)))
                .contains("**in 1 of 2 runs more than 0.1**");
    }

    @Test
    void aRunThatFailedIsTold() {
        assertThat(text(
                        run("poll", "pineflow-isal", 1),
                        run("poll", "node-1", 1).put("failed", "it has ended")))
                .contains("A run of <node-1> in `poll` failed, and has no figures: it has ended");
    }

    @Test
    void whatTheSinkFoundWrongIsTold() {
        ObjectNode wrong = run("firehose", "pineflow-isal", 1)
                .put("arrived", 998)
                .put("lost", 2)
                .put("duplicates", 3)
                .put("keyDisorders", 4)
                .put("positionsAhead", 5);

        assertThat(text(wrong)).contains("| **<pineflow-isal>** | 1 | 998 | 2 | 3 | 4 | 5 |");
    }

    @Test
    void eachLineOfATableHasAsManyCellsAsTheLineAbove() {
        ObjectNode calm = run("calm-10000", "node-1", 1.4).put("group", "calm").put("p50", 1);
        calm.set("load", Load.USUAL.with("rate=10000").json());
        String text = text(
                run("firehose", "pineflow-isal", 1.4),
                run("poll", "pineflow-isal", 1.4),
                run("delay-8", "pineflow-isal", 1.4).put("group", "delay"),
                calm,
                growth("events-100", 9));
        int cells = 0;
        for (String line : text.split("\n")) {
            int these = line.startsWith("|") ? line.split("\\|", -1).length : 0;
            assertThat(cells == 0 || these == 0 || these == cells).as(line).isTrue();
            cells = these;
        }
    }

    @Test
    void aGoalIsReachedOrMissedBySameRuns() {
        assertThat(text(run("firehose", "pineflow-isal", 1.4), run("firehose", "node-1", 4)))
                .contains("| ISA-L, steady | ≤ 1.5 | 1.40 | reached |")
                .contains("| ISA-L, steady, beside Node level 1 | ≤ 0.35 | 0.35 | reached |")
                .contains("| events/s at full speed | ≥ 350,000 | 100,000 | **missed** |")
                .doesNotContain("Bun");
        assertThat(text(run("firehose", "pineflow-isal", 1.6).put("lost", 1)))
                .contains("| ISA-L, steady | ≤ 1.5 | 1.60 | **missed** |")
                .contains("| ≤ 0 | 1.00 | **missed** |");
    }

    @Test
    void growthIsWhatTenTimesTheEventsCostBesideTheUsualNumber() {
        assertThat(text(growth("events-100", 9), growth("events-1000", 2), growth("events-10000", 2.5)))
                .contains("| ≤ 1.05 | 1.25 | **missed** |");
    }

    @Test
    void chartsAreWellFormed() throws Exception {
        Sections sections = sections(
                run("firehose", "a&b", 4.5), run("firehose", "a&b", 5.5), run("firehose", "pineflow-isal", 1.25));
        new Report(folder.resolve("page.md"), folder).write(sections);

        try (Stream<Path> files = Files.list(folder)) {
            List<Path> charts =
                    files.filter(file -> file.toString().endsWith(".svg")).toList();
            assertThat(charts).hasSize(2);
            for (Path chart : charts) {
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
            }
        }
    }

    private static String text(JsonNode... runs) {
        return sections(runs).markdown("charts");
    }

    private static Sections sections(JsonNode... runs) {
        return new Sections(new Results(List.of(runs)), new Titles(program -> "<" + program + ">"));
    }

    private static ObjectNode growth(String scenario, double steady) {
        return run(scenario, "pineflow-isal", steady).put("group", "growth");
    }

    private static ObjectNode run(String scenario, String program, double steady) {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("group", scenario).put("scenario", scenario).put("program", program);
        run.put("commit", "abc").put("when", "2026-01-05T10:00:00Z").put("others", 0.02);
        run.set("load", Load.USUAL.json());
        run.putObject("machine")
                .put("cores", 2)
                .put("processor", "P")
                .put("java", "J")
                .put("node", "");
        return run.put("steadyCpu", steady).put("eventsPerSecond", 100_000).put("arrived", 1000);
    }
}
