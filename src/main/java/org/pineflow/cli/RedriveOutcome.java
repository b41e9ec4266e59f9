package org.pineflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pineflow.delivery.RedriveEnd;
import org.pineflow.delivery.RedriveStep;
import org.pineflow.delivery.RedriveStep.Outcome;

/** What became of a redrive so far. Used by one thread. */
final class RedriveOutcome {

    private static final int TOLD = 20;
    private static final int DETAIL_LENGTH = 200;

    private static final Map<Outcome, String> WORDS = Map.of(
            Outcome.DELIVERED, "delivered",
            Outcome.REFUSED, "refused again",
            Outcome.WAITING, "waiting",
            Outcome.UNREADABLE, "no event",
            Outcome.WORN_OUT, "refused too often",
            Outcome.UNFIT, "cannot be sent",
            Outcome.GONE, "gone meanwhile");

    private final int letters;
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<RedriveStep> staying = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();

    /** @param letters how many are meant */
    RedriveOutcome(int letters) {
        this.letters = letters;
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0);
        }
    }

    void add(RedriveStep step) {
        counts.merge(step.outcome(), 1, Integer::sum);
        if (step.outcome().stays()) {
            staying.add(step);
        }
    }

    void ended(RedriveEnd end) {
        trouble = end.kind() == RedriveEnd.Kind.COMPLETE ? Optional.empty() : Optional.of(end.reason());
    }

    void failed(String reason) {
        trouble = Optional.of(reason);
    }

    /** Whether the sink has every event that there was to send. */
    boolean isGood() {
        return trouble.isEmpty() && staying.stream().allMatch(step -> step.outcome() == Outcome.UNREADABLE);
    }

    int letters() {
        return letters;
    }

    /** How many had their turn. */
    int done() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int left() {
        return letters - counts.get(Outcome.DELIVERED) - counts.get(Outcome.GONE);
    }

    /** The counts in words, those that are 0 left out. */
    String counts() {
        List<String> words = new ArrayList<>();
        counts.forEach((outcome, count) -> {
            if (count > 0 || outcome == Outcome.DELIVERED) {
                words.add(TextTable.number(count) + " " + WORDS.get(outcome));
            }
        });
        return String.join(", ", words);
    }

    /** The summary for people. */
    List<String> lines() {
        if (letters == 0) {
            return List.of("There are no such dead letters.");
        }
        List<String> lines = new ArrayList<>();
        staying.stream().limit(TOLD).forEach(step -> lines.add(line(step)));
        if (staying.size() > TOLD) {
            lines.add("and " + TextTable.number(staying.size() - TOLD) + " more: dead-letters list shows them");
        }
        trouble.ifPresent(reason -> lines.add("Ended early: " + PlainText.line(reason, 500)));
        int open = letters - done();
        lines.add(counts() + (open == 0 ? "" : ", " + TextTable.number(open) + " had no turn") + "; "
                + (left() == 0 ? "none is left." : TextTable.number(left()) + " left."));
        return lines;
    }

    private static String line(RedriveStep step) {
        return step.letter().id().substring(0, DeadLetterText.ID_LENGTH) + "  " + WORDS.get(step.outcome()) + ": "
                + PlainText.line(step.detail(), DETAIL_LENGTH);
    }

    /** The summary for programs. */
    ObjectNode document() {
        ObjectNode document =
                new ObjectMapper().createObjectNode().put("ok", isGood()).put("letters", letters);
        counts.forEach((outcome, count) -> document.put(name(outcome), count));
        document.put("left", left());
        trouble.ifPresent(reason -> document.put("trouble", reason));
        ArrayNode list = document.putArray("staying");
        staying.forEach(step -> list.addObject()
                .put("id", step.letter().id())
                .put("stream", step.letter().stream())
                .put("outcome", name(step.outcome()))
                .put("detail", step.detail()));
        return document;
    }

    private static String name(Outcome outcome) {
        return outcome == Outcome.WORN_OUT ? "wornOut" : outcome.name().toLowerCase(Locale.ROOT);
    }
}
