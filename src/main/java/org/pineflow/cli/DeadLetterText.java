package org.pineflow.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.Envelope;

/** Dead letters for people: whatever they hold, it is fit for a terminal. */
final class DeadLetterText {

    /** So much of an id tells letters apart, and can be typed. */
    static final int ID_LENGTH = 12;

    private static final int NAME_LENGTH = 32;
    private static final int REASON_LENGTH = 100;
    private static final int WIDE = 10_000;
    private static final String NONE = "-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** Letters that are of one stream for one reason. Numbers at a reason's end, such as a size, do not part them. */
    record Group(String stream, String reason) {

        static Group of(Envelope letter) {
            return new Group(letter.stream(), letter.reason().replaceAll("\\d+$", "…"));
        }
    }

    private DeadLetterText() {}

    /** How many letters each stream has for each reason, most first, with the answer of the first one. */
    static Map<Group, List<Envelope>> groups(List<Envelope> letters) {
        Map<Group, List<Envelope>> groups =
                letters.stream().collect(Collectors.groupingBy(Group::of, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .sorted(Comparator.comparingInt(group -> -group.getValue().size()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    /** The groups, and then the letters, at most so many. */
    static List<String> list(List<Envelope> letters, int limit) {
        if (letters.isEmpty()) {
            return List.of("There are no such dead letters.");
        }
        List<String> lines = new ArrayList<>(List.of(DeadLettersTask.count(letters), ""));
        TextTable groups = new TextTable("stream", "letters", "reason").left(2);
        groups(letters).forEach((group, all) -> groups.row(name(group.stream()), all.size(), reason(group, all)));
        lines.addAll(groups.lines());
        lines.add("");
        lines.addAll(table(letters.subList(0, Math.min(limit, letters.size()))));
        if (letters.size() > limit) {
            lines.add("and " + TextTable.number(letters.size() - limit) + " more: --limit 0 shows all of them");
        }
        return lines;
    }

    private static List<String> table(List<Envelope> letters) {
        TextTable table = new TextTable(
                        "id", "since (UTC)", "stream", "key", "rve", "bytes", "status", "tries", "redriven", "reason")
                .left(1, 2, 3, 9);
        for (Envelope letter : letters) {
            table.row(
                    letter.id().substring(0, ID_LENGTH),
                    time(letter.since()),
                    name(letter.stream()),
                    letter.key().isEmpty() ? NONE : name(letter.key()),
                    letter.rve() == 0 ? NONE : Long.toString(letter.rve()),
                    letter.bytes(),
                    letter.status() == 0 ? NONE : Integer.toString(letter.status()),
                    letter.tries(),
                    letter.redrives(),
                    reason(letter.reason(), letter.answer()));
        }
        return table.lines();
    }

    private static String reason(Group group, List<Envelope> letters) {
        long answers = letters.stream().map(Envelope::answer).distinct().count();
        String first = letters.get(0).answer();
        return reason(group.reason(), first) + (answers > 1 ? " (one of " + answers + " answers)" : "");
    }

    private static String reason(String reason, String answer) {
        return PlainText.line(reason + (answer.isBlank() ? "" : ": " + answer), REASON_LENGTH);
    }

    /** Everything about one. */
    static List<String> show(String id, DeadLetter letter) {
        List<String> lines = new ArrayList<>();
        add(lines, "id", id);
        add(lines, "kind", letter.kind() == DeadLetter.Kind.EVENT ? "event" : "input that could not be read");
        add(lines, "stream", letter.stream());
        add(lines, "key", letter.key().isEmpty() ? NONE : letter.key());
        add(lines, "rve", letter.rve() == 0 ? NONE : Long.toString(letter.rve()));
        add(lines, "since", time(letter.since()) + " UTC");
        add(lines, "reason", letter.reason());
        add(lines, "target", letter.target().isEmpty() ? NONE : letter.target());
        add(lines, "status", letter.status() == 0 ? "no answer" : Integer.toString(letter.status()));
        add(lines, "answer", letter.answer().isBlank() ? NONE : letter.answer());
        add(lines, "tries", Integer.toString(letter.tries()));
        letter.redrives()
                .last()
                .ifPresent(last -> add(
                        lines,
                        "redriven",
                        letter.redrives().count() + " times, last at " + time(last) + " UTC: HTTP "
                                + letter.redrives().status() + " "
                                + letter.redrives().answer()));
        new TreeMap<>(letter.headers()).forEach((name, value) -> add(lines, "header", name + ": " + value));
        lines.add("");
        lines.add(PlainText.of(new String(letter.body(), StandardCharsets.UTF_8)));
        return lines;
    }

    private static void add(List<String> lines, String name, String value) {
        lines.add(String.format("%-9s %s", name, PlainText.line(value, WIDE)));
    }

    private static String name(String text) {
        return PlainText.line(text, NAME_LENGTH);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }
}
