package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import org.pineflow.option.Nearest;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.PositionUnreadableException;
import org.pineflow.position.StoredPosition;

/** Finds the position of a stream that the user has named. */
final class KnownStream {

    private static final int SHOWN = 10;

    private KnownStream() {}

    /**
     * The position of the stream, which may be one that cannot be read.
     *
     * @throws ConfigurationException when the stream has none; names the nearest that has
     */
    static StoredPosition find(PositionStore positions, String stream) {
        try {
            Optional<Position> found = positions.read(stream);
            return new StoredPosition(stream, Optional.of(found.orElseThrow(() -> unknown(positions, stream))), "");
        } catch (PositionUnreadableException e) {
            return new StoredPosition(stream, Optional.empty(), e.getMessage());
        }
    }

    private static ConfigurationException unknown(PositionStore positions, String stream) {
        List<String> names =
                positions.list().stream().map(StoredPosition::stream).toList();
        String hint = Nearest.to(stream, names)
                .map(name -> "Did you mean \"" + name + "\"?")
                .orElseGet(() -> known(names));
        return new ConfigurationException("There is no position of a stream \"" + stream + "\". " + hint);
    }

    private static String known(List<String> names) {
        if (names.isEmpty()) {
            return "There are no positions yet; see --config and pineflow.data, which say where they are.";
        }
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN
                ? "There are " + names.size() + " streams: " + first + ", … See pineflow positions list."
                : "There are: " + first + ".";
    }
}
