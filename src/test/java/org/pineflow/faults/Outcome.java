package org.pineflow.faults;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of one cell with one seed.
 *
 * @param problems what was owed and never came, and what must not happen and did; empty = all promises held
 * @param versions how many versions came in it
 * @param duplicates how many came again
 * @param recoveryMillis from the end of the fault, where the process ended from its new start, until all that was owed had
 *     come
 */
record Outcome(Cell cell, long seed, List<String> problems, long versions, long duplicates, long recoveryMillis) {

    private static final Pattern LINE = Pattern.compile(
            "seed (\\d+) (\\w+/\\w+): (held|FAILED), (\\d+) versions, (\\d+) twice, recovered in (\\d+) ms.*");

    /** The outcome on one line. */
    @Override
    public String toString() {
        return "seed %d %s: %s, %d versions, %d twice, recovered in %d ms"
                .formatted(seed, cell, problems.isEmpty() ? "held" : "FAILED", versions, duplicates, recoveryMillis);
    }

    /** Reads what {@link #toString} has written, without the problems; empty when it is something else. */
    static Optional<Outcome> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Outcome(
                Cell.of(matcher.group(2)),
                Long.parseLong(matcher.group(1)),
                matcher.group(3).equals("held") ? List.of() : List.of("it failed in an earlier run"),
                Long.parseLong(matcher.group(4)),
                Long.parseLong(matcher.group(5)),
                Long.parseLong(matcher.group(6))));
    }
}
