package org.pineflow.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.Optional;
import org.pineflow.durable.SafeFileName;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.Position;
import org.pineflow.position.PositionUnreadableException;

/** Follows the position files as they are written, on a thread of its own. */
final class PositionWatch implements AutoCloseable {

    /** Hears of positions. */
    interface Listener {

        /** A position is being written. */
        void writing(Carried stream);

        /** A position has been written. */
        void written(Carried stream, Position position, Instant when);

        /** There is a position that cannot be read. */
        void unreadable(Carried stream, String why);
    }

    private final Path folder;
    private final FilePositionStore store;
    private final Listener listener;
    private final WatchService watch;

    /** Watches this folder, which must exist. */
    PositionWatch(Path folder, Listener listener) throws IOException {
        this.folder = folder;
        this.store = new FilePositionStore(folder);
        this.listener = listener;
        this.watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        Thread thread = new Thread(this::follow, "positions");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private void follow() {
        try {
            while (true) {
                WatchKey key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    created(String.valueOf(event.context()));
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // The test is over.
        }
    }

    private void created(String name) {
        for (Carried stream : Carried.values()) {
            String file = SafeFileName.of(stream.stream()) + ".position";
            if (name.equals(file + ".tmp")) {
                listener.writing(stream);
            } else if (name.equals(file)) {
                read(stream, folder.resolve(file));
            }
        }
    }

    private void read(Carried stream, Path file) {
        try {
            Instant before = Files.getLastModifiedTime(file).toInstant();
            Optional<Position> position = store.read(stream.stream());
            Instant after = Files.getLastModifiedTime(file).toInstant();
            // Else it was replaced meanwhile, and the next event is about that.
            if (position.isPresent() && before.equals(after)) {
                listener.written(stream, position.get(), after);
            }
        } catch (PositionUnreadableException e) {
            listener.unreadable(stream, e.getMessage());
        } catch (NoSuchFileException e) {
            // A rename is on its way.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
