package org.pineflow.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Text in columns: the first to the left, others to the right unless told otherwise. Not safe for threads. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> toTheLeft = new HashSet<>(Set.of(0));

    TextTable(String... headings) {
        rows.add(List.of(headings));
    }

    /** Sets these columns, counted from 0, to the left: they hold words. */
    TextTable left(Integer... columns) {
        toTheLeft.addAll(List.of(columns));
        return this;
    }

    /** Adds a row. Numbers get separators between thousands; anything else is taken as it is. */
    TextTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Number number ? number(number.longValue()) : String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    /** A number as people read it: {@code 1,234,567}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The lines, with two blanks between columns. */
    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ").append(toTheLeft.contains(i) ? row.get(i) + blanks : blanks + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
