package org.pineflow.durable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library. Its driver unpacks it into the temporary folder and deletes it when the process ends; a process
 * that is killed leaves it there for good, for the driver of the next one takes it for that of a process at work.
 */
public final class SqliteLibrary {

    /** The driver's own setting. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /**
     * Loads it, unless it is loaded, so that nothing of it is left in the file system. Where systems do not let a file go that
     * is in use (Windows), it goes when the process ends, or never if that is killed. To be called before the first connection.
     *
     * @throws IOException when it cannot be unpacked or loaded
     */
    public static synchronized void load() throws IOException {
        String before = System.getProperty(FOLDER);
        Path folder = before == null
                ? Files.createTempDirectory("pineflow-sqlite")
                : Files.createTempDirectory(Path.of(before), "pineflow-sqlite");
        // Where it cannot be deleted yet; the driver has the same done to what it unpacks.
        folder.toFile().deleteOnExit();
        System.setProperty(FOLDER, folder.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) { // It declares no other.
            throw new IOException("SQLite's native library cannot be loaded: " + e.getMessage(), e);
        } finally {
            if (before == null) {
                System.clearProperty(FOLDER);
            } else {
                System.setProperty(FOLDER, before);
            }
            delete(folder.toFile());
        }
    }

    private static void delete(File folder) {
        Stream.ofNullable(folder.listFiles()).flatMap(Stream::of).forEach(File::delete);
        folder.delete();
    }
}
