package org.pineflow.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Cells one after the other in one lab, all of one seed. */
final class Campaign {

    private static final Duration FIRST_EXTRACT = Duration.ofSeconds(300);
    private static final int LINES_OF_THE_LOG = 400;

    private final Path folder;
    private final long seed;
    private final List<Cell> cells;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final StringBuilder failures = new StringBuilder();

    Campaign(Path folder, long seed, List<Cell> cells) {
        this.folder = folder;
        this.seed = seed;
        this.cells = cells;
    }

    /** Runs them all; after a failed cell the next one begins in a new lab, so that it does not inherit the damage. */
    List<Outcome> run() throws IOException {
        while (outcomes.size() < cells.size()) {
            Path home = Files.createTempDirectory(folder, "lab");
            try (Lab lab = new Lab(home, seed, Lab.ROUTES, "")) {
                runIn(lab);
            }
        }
        return outcomes;
    }

    /** Runs cells until one fails or none is left. */
    private void runIn(Lab lab) {
        lab.start();
        try {
            Awaitility.await("the first extract")
                    .atMost(FIRST_EXTRACT)
                    .until(() -> !lab.bridge().isAlive()
                            || lab.unmet().isEmpty() && lab.heldPositions().isEmpty());
        } catch (ConditionTimeoutException e) {
            noteNoStart(lab, "the first extract is not complete after " + FIRST_EXTRACT);
            return;
        }
        if (!lab.bridge().isAlive()) {
            noteNoStart(lab, "the bridge ended by itself");
            return;
        }
        boolean sound = true;
        while (sound && outcomes.size() < cells.size()) {
            Outcome outcome = new Experiment(lab, cells.get(outcomes.size()), seed).run();
            note(outcome, lab);
            sound = outcome.problems().isEmpty();
        }
    }

    private void noteNoStart(Lab lab, String problem) {
        note(new Outcome(cells.get(outcomes.size()), seed, List.of(problem), 0, 0, 0), lab);
    }

    private void note(Outcome outcome, Lab lab) {
        outcomes.add(outcome);
        System.out.println(outcome);
        if (!outcome.problems().isEmpty()) {
            describe(outcome, lab);
        }
    }

    /** Fails when a cell has failed, with all that is needed to run it again. */
    void requireAllHeld() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.toString());
        }
    }

    private void describe(Outcome outcome, Lab lab) {
        List<String> log = lab.log().lines().toList();
        failures.append("\nseed ")
                .append(seed)
                .append(", cell ")
                .append(outcome.cell())
                .append("; again with -Dtest=FaultMatrix -Dpineflow.faults.seeds=")
                .append(seed)
                .append(" -Dpineflow.faults.cells=")
                .append(outcome.cell())
                .append('\n');
        outcome.problems()
                .forEach(problem -> failures.append("  ").append(problem).append('\n'));
        failures.append("  the log of the bridge:\n");
        log.subList(Math.max(0, log.size() - LINES_OF_THE_LOG), log.size())
                .forEach(line -> failures.append("    ").append(line).append('\n'));
    }
}
