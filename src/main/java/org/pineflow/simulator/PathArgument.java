package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A member of a request packet: {@code v.NAME}, {@code q.NAME}, or {@code NAME} at top level.
 *
 * @param holder {@code v}, {@code q}, or empty
 * @param name the member's name, which may be a condition such as {@code _rve(>=)}
 */
record PathArgument(String holder, String name) {

    static PathArgument of(String path) {
        return path.startsWith("v.") || path.startsWith("q.")
                ? new PathArgument(path.substring(0, 1), path.substring(2))
                : new PathArgument("", path);
    }

    Optional<JsonNode> in(JsonNode packet) {
        JsonNode found = (holder.isEmpty() ? packet : packet.path(holder)).path(name);
        return found.isMissingNode() || found.isNull() ? Optional.empty() : Optional.of(found);
    }

    @Override
    public String toString() {
        return holder.isEmpty() ? name : holder + "." + name;
    }
}
