package org.pineflow.ingest.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.pineflow.ingest.store.EventStoreException;

/**
 * The folder in which files wait until they are stored, or sent back. Their names are random; nothing that a sender wrote
 * is part of a path. Safe for use by several threads, and by one process.
 */
public final class Spool {

    private static final String SUFFIX = ".spool";

    private final Path folder;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the folder, makes it where there is none, and deletes what a process left there that ended too early.
     *
     * @throws EventStoreException when that cannot be done
     */
    public static Spool open(Path folder) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (Path leftover : leftovers) {
                    Files.delete(leftover);
                }
            }
        } catch (IOException e) {
            throw new EventStoreException(
                    "cannot use the folder " + folder + ": " + e
                            + "; pineflow.data has to be a folder that can be written",
                    e);
        }
        return new Spool(folder);
    }

    /**
     * A new file, empty as yet.
     *
     * @throws EventStoreException when there can be none
     */
    public SpoolWriter create() {
        return new SpoolWriter(folder.resolve(UUID.randomUUID() + SUFFIX));
    }
}
