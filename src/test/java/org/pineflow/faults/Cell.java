package org.pineflow.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One fault at one stage. */
record Cell(Stage stage, Fault fault) {

    /** Every cell that makes sense, in the order of the table. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (Fault fault : Fault.values()) {
                Cell cell = new Cell(stage, fault);
                if (cell.whyNot().isEmpty()) {
                    cells.add(cell);
                }
            }
        }
        return cells;
    }

    /** The cell that is written like this, as in {@code REPLAY/KILL}. */
    static Cell of(String text) {
        String[] parts = text.strip().split("/");
        return new Cell(Stage.valueOf(parts[0]), Fault.valueOf(parts[1]));
    }

    /** Why this cell makes no sense; empty when it does. */
    Optional<String> whyNot() {
        if (fault == Fault.POISON && (stage == Stage.LOGIN || stage == Stage.OPEN)) {
            return Optional.of("no event has come yet that could be refused");
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return stage + "/" + fault;
    }
}
