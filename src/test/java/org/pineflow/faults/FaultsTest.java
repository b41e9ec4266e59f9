package org.pineflow.faults;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short set of the fault matrix, with fixed seeds: every stage and every fault at least once. */
class FaultsTest {

    private static final List<String> CELLS = List.of(
            "POST/CUT",
            "LOST/UNAVAILABLE",
            "LIVE/SILENCE",
            "REPLAY/CUT",
            "POLL/SLOW",
            "POSITION/DISK_FULL",
            "DEAD_LETTER/KILL",
            "OPEN/STOP",
            "LOGIN/DENIED",
            "POST/BUSY",
            "LIVE/POISON",
            "POLL/CLOCK",
            "REPLAY/KILL",
            "POSITION/TERM",
            "DRAIN/UNAVAILABLE");

    @TempDir
    private Path folder;

    @Test
    void whateverGoesWrongEveryObligationIsMetAndAFreshEventPasses() throws Exception {
        Campaign campaign = new Campaign(
                folder,
                Long.getLong("pineflow.faults.seed", 1),
                CELLS.stream().map(Cell::of).toList());
        campaign.run();
        campaign.requireAllHeld();
    }
}
