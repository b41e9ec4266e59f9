package org.pineflow.cli;

import java.util.List;
import java.util.Map;
import org.pineflow.finding.Finding;

/** Holds the rows that were seen against the largest event that a sink is sent. */
final class EventSizes {

    private EventSizes() {}

    /**
     * @param largestRows bytes of the largest row seen, by stream
     * @param maxEventBytes the smallest limit of all sinks
     */
    static List<Finding> findings(Map<String, Integer> largestRows, int maxEventBytes) {
        return largestRows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> finding("stream " + entry.getKey(), entry.getValue(), maxEventBytes))
                .toList();
    }

    private static Finding finding(String about, int largest, int limit) {
        String seen = "the largest row seen has " + TextTable.number(largest) + " bytes";
        String allowed = TextTable.number(limit) + " (maxEventBytes)";
        if (largest > limit) {
            return Finding.fail(
                    about,
                    seen + ", more than the " + allowed + " that a sink is sent: it would become a dead letter",
                    "leave large fields out (option fields of a poll), or raise maxEventBytes if the sink takes more");
        }
        return largest > limit / 2
                ? Finding.warn(about, seen + ", more than half of the " + allowed + " that a sink is sent", "")
                : Finding.ok(about, seen + " of the " + allowed + " that a sink is sent");
    }
}
