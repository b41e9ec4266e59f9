package org.pineflow.ingest.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.pineflow.durable.ExclusiveFile;

/** The lock of a file beside that of the database. */
final class SqliteArchiveTurn implements ArchiveTurn {

    private final ExclusiveFile lock;

    private SqliteArchiveTurn(ExclusiveFile lock) {
        this.lock = lock;
    }

    /** Empty when somebody else has it. */
    static Optional<ArchiveTurn> tryTake(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".archiving");
        try {
            return ExclusiveFile.tryLock(file).map(SqliteArchiveTurn::new);
        } catch (IOException e) {
            throw new EventStoreException("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isHeld() {
        try {
            return lock.isHeld();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new EventStoreException("cannot give up the turn of archiving: " + e.getMessage(), e);
        }
    }
}
