package org.pineflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.pineflow.position.StoredPosition;

/**
 * What an operator does to a position, and what follows from it. Immutable.
 *
 * @param before what is stored
 * @param to where it is to go
 * @param now when the operator wants it
 */
record PositionMove(StoredPosition before, ResetTarget to, Instant now) {

    /** Whether it is there already. */
    boolean isNone() {
        return before.position().isPresent() && from() == to.rve();
    }

    /** The position behind the move. */
    Position after() {
        Position old = before.position().orElseGet(() -> Position.unopened("", ""));
        String target = Long.toString(to.rve());
        String why = before.position().isPresent()
                ? "an operator moved the position from " + (from() == 0 ? "none" : from()) + " to " + target
                : "the position could not be read, nor the gaps recorded in it, and an operator set it to " + target;
        return to.rve() == 0 ? old.resetToAll(now) : old.resetTo(to.rve(), why, now);
    }

    /** The gap that it leaves. */
    Optional<Gap> gap() {
        boolean leavesOne = to.rve() > from();
        List<Gap> gaps = after().gaps();
        return leavesOne ? Optional.of(gaps.get(gaps.size() - 1)) : Optional.empty();
    }

    /** What follows, in words. */
    String effect() {
        Optional<Gap> gap = gap();
        if (isNone()) {
            return "It is there already.";
        } else if (to.rve() == 0) {
            return "Everything that the server still has comes again, under the same keys.";
        } else if (gap.isPresent()) {
            String stretch = from() == 0 ? "What lies before it" : "What lies between (" + between() + ")";
            return stretch + " is not read: gap " + gap.get().id() + ".";
        }
        return "Events of " + between() + " come again, under the same keys.";
    }

    /** What it does, for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(before.stream());
        lines.add("  from  "
                + (before.position().isPresent()
                        ? RveText.place(from(), "the beginning")
                        : "a position that cannot be read"));
        lines.add("  to    " + RveText.place(to.rve(), "the beginning"));
        lines.add(effect());
        return lines;
    }

    /** The same for programs. */
    ObjectNode json(boolean moved) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("stream", before.stream());
        node.put("moved", moved);
        node.put("from", PositionJson.rve(from()));
        node.put("to", PositionJson.rve(to.rve()));
        node.put("effect", effect());
        gap().ifPresentOrElse(gap -> node.set("gap", PositionJson.gap(gap)), () -> node.putNull("gap"));
        return node;
    }

    private long from() {
        return before.position().map(Position::rve).orElse(0L);
    }

    private String between() {
        return RveText.length(Duration.between(Rve.toInstant(from()), Rve.toInstant(to.rve())));
    }
}
