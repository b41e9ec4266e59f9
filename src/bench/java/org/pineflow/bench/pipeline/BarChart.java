package org.pineflow.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of horizontal bars, as SVG that is readable on light and on dark ground. A thin line over the end of a bar is the
 * range of the runs.
 */
final class BarChart {

    private static final int LABELS = 230;
    private static final int BARS = 460;
    private static final int VALUES = 90;
    private static final int BAR = 16;
    private static final int GAP = 8;
    private static final int HEAD = 34;
    private static final String STYLE = "text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}"
            + ".own0{fill:#0969da}.own1{fill:#54a3ff}.own2{fill:#a5d0ff}.peer0{fill:#6e7781}.peer1{fill:#a0a8b0}"
            + ".peer2{fill:#ced3d9}.range{stroke:#24292f;stroke-width:1.5}"
            + "@media(prefers-color-scheme:dark){text{fill:#d0d7de}.range{stroke:#d0d7de}.peer0{fill:#8b949e}"
            + ".peer1{fill:#666d76}.peer2{fill:#454c54}.own0{fill:#388bfd}.own1{fill:#2262b5}.own2{fill:#16407a}}";

    private final String title;
    private final List<Group> groups = new ArrayList<>();

    /** @param title with the unit */
    BarChart(String title) {
        this.title = title;
    }

    private record Group(String label, boolean own, List<Spread> values) {}

    /**
     * Adds a row.
     *
     * @param own whether it is Pineflow's, which is drawn in another colour
     * @param values one bar each, at most three
     */
    void add(String label, boolean own, List<Spread> values) {
        groups.add(new Group(label, own, values));
    }

    String title() {
        return title;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The chart as an SVG document. */
    String svg() {
        double most = groups.stream()
                .flatMap(group -> group.values().stream())
                .mapToDouble(Spread::high)
                .max()
                .orElse(1);
        StringBuilder bars = new StringBuilder();
        int y = HEAD;
        for (Group group : groups) {
            int height = group.values().size() * BAR;
            text(bars, LABELS - 8, y + height / 2 + 5, "text-anchor=\"end\"", group.label());
            for (int i = 0; i < group.values().size(); i++) {
                bar(bars, group, i, y + i * BAR, BARS / Math.max(most, Double.MIN_NORMAL));
            }
            y += height + GAP;
        }
        int width = LABELS + BARS + VALUES;
        StringBuilder head = new StringBuilder();
        text(head, 8, 20, "class=\"title\"", title);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n"
                        + "<style>%s</style>%n%s%s</svg>%n",
                width,
                y,
                width,
                y,
                STYLE,
                head,
                bars);
    }

    private static void bar(StringBuilder out, Group group, int at, int y, double scale) {
        Spread value = group.values().get(at);
        double length = value.median() * scale;
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                group.own() ? "own" : "peer",
                at,
                LABELS,
                y,
                length,
                BAR - 2));
        if (value.high() > value.low()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                    LABELS + value.low() * scale,
                    LABELS + value.high() * scale,
                    y + BAR / 2 - 1,
                    y + BAR / 2 - 1));
        }
        text(out, (int) (LABELS + value.high() * scale) + 6, y + BAR - 4, "", Spread.text(value.median()));
    }

    private static void text(StringBuilder out, int x, int y, String attributes, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        out.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, safe));
    }
}
