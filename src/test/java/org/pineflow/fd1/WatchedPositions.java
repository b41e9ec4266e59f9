package org.pineflow.fd1;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;

/** A position store that asks, at every write, whether the position may be there. */
final class WatchedPositions implements PositionStore {

    private final PositionStore store;
    private final Predicate<Position> rule;
    private final List<Position> tooEarly = new CopyOnWriteArrayList<>();
    private volatile int writes;

    WatchedPositions(PositionStore store, Predicate<Position> rule) {
        this.store = store;
        this.rule = rule;
    }

    /** The positions that broke the rule. */
    List<Position> tooEarly() {
        return tooEarly;
    }

    int writes() {
        return writes;
    }

    @Override
    public Optional<OwnedStream> tryOpen(String stream) {
        return store.tryOpen(stream).map(Watched::new);
    }

    @Override
    public Optional<Position> read(String stream) {
        return store.read(stream);
    }

    @Override
    public List<StoredPosition> list() {
        return store.list();
    }

    @Override
    public Optional<String> owner(String stream) {
        return store.owner(stream);
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Watched implements OwnedStream {

        private final OwnedStream owned;

        Watched(OwnedStream owned) {
            this.owned = owned;
        }

        @Override
        public String stream() {
            return owned.stream();
        }

        @Override
        public Optional<Position> read() {
            return owned.read();
        }

        @Override
        public void write(Position position) {
            writes++;
            if (!rule.test(position)) {
                tooEarly.add(position);
            }
            owned.write(position);
        }

        @Override
        public void confirm() {
            owned.confirm();
        }

        @Override
        public void whenLost(Runnable listener) {
            owned.whenLost(listener);
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
