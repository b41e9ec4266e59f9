package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: a line for some runs, a column for a figure. */
final class Table {

    private final List<String> figures;
    private final StringBuilder text;
    private int lines;

    /** @param columns heads and figures in turn, after the head of the first column */
    Table(String first, String... columns) {
        figures = new ArrayList<>();
        text = new StringBuilder("| ").append(first);
        for (int i = 0; i < columns.length; i += 2) {
            text.append(" | ").append(columns[i]);
            figures.add(columns[i + 1]);
        }
        text.append(" |\n|---").append("|---".repeat(figures.size())).append("|\n");
    }

    /** Adds the line of these runs: median and range of each figure. */
    void add(String label, List<JsonNode> runs) {
        text.append("| ").append(label);
        for (String figure : figures) {
            text.append(" | ")
                    .append(Results.spread(runs, figure).map(Spread::toString).orElse(""));
        }
        text.append(" |\n");
        lines++;
    }

    boolean isEmpty() {
        return lines == 0;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
