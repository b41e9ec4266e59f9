package org.pineflow.position;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Keeps positions in memory: for tests, and for streams whose position need not outlive the process. Nothing here is
 * durable. Ownership reaches as far as this object.
 */
public final class MemoryPositionStore implements PositionStore {

    private final Map<String, Position> positions = new ConcurrentSkipListMap<>();
    private final Map<String, Owned> owners = new ConcurrentHashMap<>();

    /** An empty store. */
    public MemoryPositionStore() {}

    @Override
    public Optional<OwnedStream> tryOpen(String stream) {
        Owned owned = new Owned(stream);
        return owners.putIfAbsent(stream, owned) == null ? Optional.of(owned) : Optional.empty();
    }

    @Override
    public Optional<Position> read(String stream) {
        return Optional.ofNullable(positions.get(stream));
    }

    @Override
    public List<StoredPosition> list() {
        return positions.entrySet().stream()
                .map(entry -> StoredPosition.readable(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public Optional<String> owner(String stream) {
        return owners.containsKey(stream) ? Optional.of("this process") : Optional.empty();
    }

    @Override
    public void close() {
        owners.clear();
    }

    /** Has no state of its own: it is the owner as long as the store's map says so. */
    private final class Owned implements OwnedStream {

        private final String stream;

        Owned(String stream) {
            this.stream = stream;
        }

        @Override
        public String stream() {
            return stream;
        }

        @Override
        public Optional<Position> read() {
            return MemoryPositionStore.this.read(stream);
        }

        @Override
        public void write(Position position) {
            // Asked and written in one step, so that nobody takes the stream in between.
            Owned owner = owners.computeIfPresent(stream, (name, now) -> {
                if (now == this) {
                    positions.put(stream, position);
                }
                return now;
            });
            if (owner != this) {
                throw OwnershipLostException.of(stream);
            }
        }

        @Override
        public void close() {
            owners.remove(stream, this);
        }
    }
}
