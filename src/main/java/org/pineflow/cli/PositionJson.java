package org.pineflow.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;

/** Positions for programs. The names are a promise. An rve is a text, and null where there is none. */
final class PositionJson {

    private PositionJson() {}

    static ObjectNode list(List<ListedPosition> listed) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode streams = root.putArray("streams");
        listed.forEach(one -> streams.add(brief(one)));
        return root;
    }

    private static ObjectNode brief(ListedPosition one) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("stream", one.stream());
        node.put("readable", one.position().isPresent());
        node.put("rve", one.rve().map(String::valueOf).orElse(null));
        node.put("time", one.rve().map(rve -> Rve.toInstant(rve).toString()).orElse(null));
        node.put("lagSeconds", one.lag().map(lag -> lag.toSeconds()).orElse(null));
        node.put("owner", one.owner().orElse(null));
        node.put("openGaps", one.position().map(p -> p.openGaps().size()).orElse(null));
        node.put(
                "restartUnproven",
                one.position()
                        .flatMap(Position::restartUnproven)
                        .map(Instant::toString)
                        .orElse(null));
        one.position()
                .flatMap(Position::start)
                .ifPresentOrElse(
                        start -> node.putObject("start")
                                .put("from", start.from())
                                .put("when", start.when().toString()),
                        () -> node.putNull("start"));
        node.put("problem", one.position().isPresent() ? null : one.stored().problem());
        return node;
    }

    static ObjectNode show(ListedPosition one) {
        ObjectNode node = brief(one);
        one.position().ifPresent(position -> {
            node.put("asks", position.fingerprint());
            node.put("server", one.server());
            node.put("keyField", position.keyField().orElse(null));
            node.put("floor", rve(position.floor()));
            node.put("deliveredAtRve", position.delivered().size());
            ArrayNode gaps = node.putArray("gaps");
            position.gaps().forEach(gap -> gaps.add(gap(gap)));
        });
        return node;
    }

    static ObjectNode gap(Gap gap) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", gap.id());
        node.put("cause", gap.cause().label());
        node.put("detail", gap.detail());
        node.put("fromRve", rve(gap.fromRve()));
        node.put("toRve", rve(gap.toRve()));
        node.put("since", gap.since().toString());
        node.put("open", gap.isOpen());
        gap.waiver().ifPresent(waiver -> node.putObject("waiver")
                .put("why", waiver.why())
                .put("when", waiver.when().toString()));
        return node;
    }

    /** Null for 0, which stands for none. */
    static String rve(long rve) {
        return rve == 0 ? null : Long.toString(rve);
    }
}
