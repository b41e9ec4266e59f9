package org.pineflow.faults;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run of the whole matrix says, as a page of the documentation. */
final class FaultReport {

    private static final String INTRODUCTION =
            """
            # What was broken on purpose

            This page is written by a test. A real `pineflow run` in a process of its own carries four streams (firehoses with
            `restart=poll`, `restart=replay` and `restart=sequenced`, and a poll) from the simulator to a recording sink, while the simulator
            trades. Between them is a wire that can be cut, slowed and silenced. At a chosen moment (row) something goes wrong
            (column); then it ends, and an oracle, which has heard of every version that was committed, served, stored and
            acknowledged, asks:

            - Has every version come that is owed? Of each record the current version, whatever happened; of a firehose also every
              version that the process has read, unless that process has ended since or a newer version went before it. An event
              that the sink refuses for good is owed to the dead letters, and nothing else may be there.
            - Does a fresh change of each stream pass, and does each stored position follow to the newest version?
            - Were the stored positions never ahead of what the sink had acknowledged, and did none go back?
            - Within one life of the process: did no version come after a newer one of its record, and none twice?
            - Did what came twice across lives come with equal bytes, and equal batches with equal idempotency keys, but for
              the parts of a batch that was cut around a refused event?
            - Is everything that came, but for the stamps, byte for byte what was committed?

            In the table: how many seeds held, how many versions came twice, all seeds together (after a process has ended that is
            allowed), and the longest recovery: from the end of the fault (where the process ended, from its new start, which is
            included) until everything owed had come. – is a cell that makes no sense.

            To run it again (it writes this page): `mvn -B test -Dtest=FaultMatrix -Dpineflow.faults.seeds=1,2`. One cell:
            `-Dpineflow.faults.cells=REPLAY/KILL`, by the names in the code; with `-Dpineflow.faults.earlier=FILE`, the printed lines of
            an earlier run, the page is written again with that cell in its place. `-Dpineflow.faults.labs=1` runs one cell at a time. What
            is left to chance (the stream, how long, how hard) is drawn from the seed; threads and the machine's load are not, so
            that a cell that failed may need several runs to fail again. A short set with fixed seeds is part of `mvn verify`.

            """;

    private final List<Outcome> outcomes;

    FaultReport(List<Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    String text() {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        text.append("## The last run\n\n").append(circumstances()).append("\n\n");
        row(text, "", Arrays.stream(Fault.values()).map(Fault::title).toList());
        row(text, "---", Arrays.stream(Fault.values()).map(fault -> "---").toList());
        for (Stage stage : Stage.values()) {
            row(
                    text,
                    "**" + stage.title() + "**",
                    Arrays.stream(Fault.values())
                            .map(fault -> entry(new Cell(stage, fault)))
                            .toList());
        }
        failures(text);
        text.append("\n## The moments\n\n");
        for (Stage stage : Stage.values()) {
            text.append("- **")
                    .append(stage.title())
                    .append("**: ")
                    .append(stage.moment())
                    .append(".\n");
        }
        text.append("\n## The faults\n\n");
        for (Fault fault : Fault.values()) {
            text.append("- **")
                    .append(fault.title())
                    .append("**: ")
                    .append(fault.meaning())
                    .append(".\n");
        }
        text.append("\n## The cells that make no sense\n\n");
        for (Stage stage : Stage.values()) {
            for (Fault fault : Fault.values()) {
                new Cell(stage, fault).whyNot().ifPresent(why -> text.append("- ")
                        .append(stage.title())
                        .append(" × ")
                        .append(fault.title())
                        .append(": ")
                        .append(why)
                        .append(".\n"));
            }
        }
        return text.toString();
    }

    private String circumstances() {
        long held = outcomes.stream().filter(one -> one.problems().isEmpty()).count();
        long versions = outcomes.stream().mapToLong(Outcome::versions).sum();
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%s, Java %s, %s %s, %d processors, %d GiB, load average %.0f at the end; seeds %s. %d of %d experiments held; %d versions came."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors(),
                        machine.getTotalMemorySize() >> 30,
                        machine.getSystemLoadAverage(),
                        outcomes.stream()
                                .map(Outcome::seed)
                                .distinct()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")),
                        held,
                        outcomes.size(),
                        versions);
    }

    private String entry(Cell cell) {
        if (cell.whyNot().isPresent()) {
            return "–";
        }
        List<Outcome> here =
                outcomes.stream().filter(one -> one.cell().equals(cell)).toList();
        if (here.isEmpty()) {
            return "not run";
        }
        long held = here.stream().filter(one -> one.problems().isEmpty()).count();
        long twice = here.stream().mapToLong(Outcome::duplicates).sum();
        long longest = here.stream().mapToLong(Outcome::recoveryMillis).max().orElse(0);
        String verdict = held == here.size() ? held + "/" + here.size() : "**" + held + "/" + here.size() + "**";
        return String.format(Locale.ROOT, "%s<br>%d twice<br>%.1f s", verdict, twice, longest / 1000.0);
    }

    private void failures(StringBuilder text) {
        List<Outcome> failed =
                outcomes.stream().filter(one -> !one.problems().isEmpty()).toList();
        if (failed.isEmpty()) {
            return;
        }
        text.append("\n## What did not hold\n\n");
        for (Outcome outcome : failed) {
            text.append("- ")
                    .append(outcome.cell())
                    .append(", seed ")
                    .append(outcome.seed())
                    .append(": ")
                    .append(outcome.problems().size())
                    .append(" problems, the first: ")
                    .append(outcome.problems().get(0))
                    .append("\n");
        }
    }

    private static void row(StringBuilder text, String head, List<String> cells) {
        text.append("| ")
                .append(head)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n");
    }
}
