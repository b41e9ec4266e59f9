package org.pineflow.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole matrix. It takes many minutes, so it runs only when it is named ({@code -Dtest=FaultMatrix}), and then writes
 * {@code docs/faults.md}. A part of it ({@code pineflow.faults.cells}) writes the page only together with what an earlier run
 * has printed ({@code pineflow.faults.earlier}, a file).
 */
class FaultMatrix {

    private static final String SEEDS = "pineflow.faults.seeds";
    private static final String CELLS = "pineflow.faults.cells";
    private static final String EARLIER = "pineflow.faults.earlier";
    private static final String LABS = "pineflow.faults.labs";

    @TempDir
    private Path folder;

    @Test
    void everyPromiseHoldsInEveryCell() throws Exception {
        List<Long> seeds = Arrays.stream(System.getProperty(SEEDS, "1,2").split(","))
                .map(text -> Long.valueOf(text.strip()))
                .toList();
        String chosen = System.getProperty(CELLS, "");
        List<Cell> cells = chosen.isEmpty()
                ? Cell.all()
                : Arrays.stream(chosen.split(",")).map(Cell::of).toList();

        int labCount = Integer.getInteger(LABS, 2);
        ExecutorService labs = Executors.newFixedThreadPool(labCount);
        List<Campaign> campaigns = new ArrayList<>();
        List<Future<List<Outcome>>> running = new ArrayList<>();
        int share = Math.max(1, (cells.size() + labCount - 1) / labCount);
        for (long seed : seeds) {
            for (int from = 0; from < cells.size(); from += share) {
                List<Cell> some = cells.subList(from, Math.min(from + share, cells.size()));
                Campaign campaign = new Campaign(folder, seed, some);
                campaigns.add(campaign);
                running.add(labs.submit(campaign::run));
            }
        }
        labs.shutdown();
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<List<Outcome>> one : running) {
            outcomes.addAll(one.get());
        }
        assertThat(outcomes).hasSize(cells.size() * seeds.size());
        if (chosen.isEmpty() || !System.getProperty(EARLIER, "").isEmpty()) {
            Files.writeString(Path.of("docs/faults.md"), new FaultReport(withEarlier(outcomes)).text());
        }
        campaigns.forEach(Campaign::requireAllHeld);
    }

    /** These outcomes, and those of an earlier run that were not run again now. */
    private static List<Outcome> withEarlier(List<Outcome> now) throws IOException {
        List<Outcome> all = new ArrayList<>(now);
        String earlier = System.getProperty(EARLIER, "");
        if (!earlier.isEmpty()) {
            Files.readAllLines(Path.of(earlier)).stream()
                    .flatMap(line -> Outcome.parse(line).stream())
                    .filter(old -> now.stream()
                            .noneMatch(one ->
                                    one.seed() == old.seed() && one.cell().equals(old.cell())))
                    .forEach(all::add);
        }
        return all;
    }
}
