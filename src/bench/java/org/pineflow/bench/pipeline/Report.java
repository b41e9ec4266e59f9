package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes what was measured into a page, between two markers, and its charts beside it. What stands around the markers is
 * written by hand, and stays.
 */
final class Report {

    static final String BEGIN = "<!-- begin measured -->";
    static final String END = "<!-- end measured -->";

    private final Path page;
    private final Path charts;

    /**
     * @param page has the markers, or is not there yet
     * @param charts a folder of its own, which lies below that of the page; those of the last report are removed
     */
    Report(Path page, Path charts) {
        this.page = page;
        this.charts = charts;
    }

    /** @throws IOException also when the page has no markers */
    void write(Sections sections) throws IOException {
        String before = Files.exists(page) ? Files.readString(page) : BEGIN + "\n" + END + "\n";
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " has no line " + BEGIN + " with a line " + END + " after it: add them where "
                    + "the figures belong");
        }
        Path folder = page.toAbsolutePath().getParent().relativize(charts.toAbsolutePath());
        String measured = BEGIN + "\n<!-- Written by src/bench/run: what is changed here is lost. -->\n\n"
                + sections.markdown(folder.toString()) + "\n";
        removeCharts();
        Files.createDirectories(charts);
        for (Map.Entry<String, BarChart> chart : sections.charts().entrySet()) {
            Files.writeString(
                    charts.resolve(chart.getKey() + ".svg"), chart.getValue().svg());
        }
        Files.writeString(page, before.substring(0, begin) + measured + before.substring(end));
    }

    private void removeCharts() throws IOException {
        if (Files.isDirectory(charts)) {
            try (DirectoryStream<Path> old = Files.newDirectoryStream(charts, "*.svg")) {
                for (Path chart : old) {
                    Files.delete(chart);
                }
            }
        }
    }
}
