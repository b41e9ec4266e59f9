package org.pineflow.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;

/** A store that is wrong on purpose: what it keeps is three seconds ahead of what it is told. */
public final class RunAheadStore implements PositionStore {

    /** Three seconds in an rve. */
    private static final long AHEAD = 3 * 100_000;

    private final FilePositionStore files;

    public RunAheadStore(String folder) {
        files = new FilePositionStore(Path.of(folder));
    }

    @Override
    public Optional<OwnedStream> tryOpen(String stream) {
        return files.tryOpen(stream).map(Ahead::new);
    }

    @Override
    public Optional<Position> read(String stream) {
        return files.read(stream);
    }

    @Override
    public List<StoredPosition> list() {
        return files.list();
    }

    @Override
    public Optional<String> owner(String stream) {
        return files.owner(stream);
    }

    @Override
    public void close() {
        files.close();
    }

    private record Ahead(OwnedStream file) implements OwnedStream {

        @Override
        public String stream() {
            return file.stream();
        }

        @Override
        public Optional<Position> read() {
            return file.read();
        }

        @Override
        public void write(Position position) {
            file.write(position.rve() == 0 ? position : position.movedTo(position.rve() + AHEAD, List.of()));
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
