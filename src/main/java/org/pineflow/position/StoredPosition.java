package org.pineflow.position;

import java.util.Objects;
import java.util.Optional;

/**
 * A position as a listing finds it. Immutable.
 *
 * @param stream the stream's name; of a position that cannot be read what its place tells of it, which may be less
 * @param position empty when it cannot be read
 * @param problem why it cannot be read, in words; empty when it can be
 */
public record StoredPosition(String stream, Optional<Position> position, String problem) {

    public StoredPosition {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(problem, "problem");
    }

    static StoredPosition readable(String stream, Position position) {
        return new StoredPosition(stream, Optional.of(position), "");
    }

    static StoredPosition unreadable(String stream, String problem) {
        return new StoredPosition(stream, Optional.empty(), problem);
    }
}
