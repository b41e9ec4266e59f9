package org.pineflow.cli;

import java.util.ArrayList;
import java.util.List;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;

/** Positions for people. */
final class PositionText {

    private static final String NONE = "-";

    private PositionText() {}

    /** A table, and below it what needs more words. */
    static List<String> list(List<ListedPosition> listed) {
        if (listed.isEmpty()) {
            return List.of("There are no positions yet.");
        }
        TextTable table =
                new TextTable("stream", "position", "time (UTC)", "lag", "gaps", "started from", "run by").left(5, 6);
        listed.forEach(one -> table.row(
                one.stream(),
                one.position().isEmpty()
                        ? "unreadable"
                        : one.rve().map(String::valueOf).orElse(NONE),
                one.rve().map(rve -> RveText.time((long) rve)).orElse(NONE),
                one.lag().map(RveText::length).orElse(NONE),
                one.position()
                        .map(position -> String.valueOf(position.openGaps().size()))
                        .orElse(NONE),
                one.position()
                        .flatMap(Position::start)
                        .map(Position.Start::from)
                        .orElse(NONE),
                one.owner().orElse("nobody")));
        List<String> lines = new ArrayList<>(table.lines());
        List<String> notes = listed.stream().flatMap(one -> notes(one).stream()).toList();
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return lines;
    }

    private static List<String> notes(ListedPosition one) {
        if (one.position().isEmpty()) {
            return List.of(one.stored().problem());
        }
        Position position = one.position().get();
        List<String> notes = new ArrayList<>();
        List<Gap> open = position.openGaps();
        if (!open.isEmpty()) {
            Gap newest = open.get(open.size() - 1);
            notes.add(one.stream() + ": " + (open.size() == 1 ? "an open gap" : open.size() + " open gaps, the newest")
                    + " " + newest.id() + " (" + newest.cause().label() + "): " + newest.detail());
        }
        position.restartUnproven()
                .ifPresent(since -> notes.add(one.stream() + ": restart unproven since " + RveText.time(since)));
        return notes;
    }

    /** Everything about one. */
    static List<String> show(ListedPosition one) {
        if (one.position().isEmpty()) {
            return List.of(one.stored().problem());
        }
        Position position = one.position().get();
        List<String> lines = new ArrayList<>();
        line(lines, "stream", one.stream());
        line(lines, "position", RveText.place(position.rve(), "none yet"));
        one.lag().ifPresent(lag -> line(lines, "lag", RveText.length(lag) + " behind now"));
        line(lines, "run by", one.owner().orElse("nobody"));
        position.start()
                .ifPresent(start -> line(lines, "started", "from " + start.from() + ", " + RveText.time(start.when())));
        position.restartUnproven().ifPresent(since -> line(lines, "restart", "unproven since " + RveText.time(since)));
        line(lines, "asks", position.fingerprint().isEmpty() ? "what its route asks" : position.fingerprint());
        line(lines, "server", one.server().isEmpty() ? "not known" : one.server());
        position.keyField().ifPresent(field -> line(lines, "key field", field));
        line(lines, "delivered", TextTable.number(position.delivered().size()) + " events at the position itself");
        if (position.floor() > 0) {
            line(lines, "floor", RveText.place(position.floor(), ""));
        }
        int open = position.openGaps().size();
        int waived = position.gaps().size() - open;
        line(lines, "gaps", open + " open" + (waived == 0 ? "" : ", " + waived + " waived"));
        position.gaps().forEach(gap -> addGap(lines, gap));
        return lines;
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add(String.format("%-10s  %s", name, value));
    }

    private static void addGap(List<String> lines, Gap gap) {
        lines.add("");
        lines.add(gap.id() + "  " + gap.cause().label() + (gap.isOpen() ? "" : " (waived)"));
        lines.add("  from   " + RveText.place(gap.fromRve(), "not known"));
        lines.add("  to     " + RveText.place(gap.toRve(), "not known yet"));
        lines.add("  since  " + RveText.time(gap.since()));
        lines.add("  what   " + gap.detail());
        gap.waiver().ifPresent(waiver -> lines.add("  waived " + RveText.time(waiver.when()) + ": " + waiver.why()));
    }
}
