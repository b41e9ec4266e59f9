package org.pineflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** The folder of a demo's data: its own, emptied at the start, used by one demo at a time. */
final class DemoFolder implements AutoCloseable {

    /** Marks the folder as one that may be emptied; its lock says that a demo is at work. */
    private static final String MARK = "demo.lock";

    private final Path folder;
    private final FileChannel mark;

    private DemoFolder(Path folder, FileChannel mark) {
        this.folder = folder;
        this.mark = mark;
    }

    /**
     * Takes the folder, makes it where there is none, and deletes what an earlier demo left.
     *
     * @throws ConfigurationException when another demo uses it, or it holds something that is no demo's
     * @throws UncheckedIOException when it cannot be written to
     */
    static DemoFolder claim(Path folder) {
        Path marked = folder.resolve(MARK);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(marked) && !isEmpty(folder)) {
                throw new ConfigurationException(folder + " is where the demo keeps its data, but it holds something"
                        + " else. Move that away, or choose another folder with -Dpineflow.data=FOLDER.");
            }
            FileChannel mark = FileChannel.open(marked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = mark.tryLock();
            if (lock == null) {
                mark.close();
                throw new ConfigurationException("Another demo is running with " + folder
                        + ". End it, or choose another folder with -Dpineflow.data=FOLDER.");
            }
            FolderTree.empty(folder, marked);
            return new DemoFolder(folder, mark);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("the demo's folder " + folder + " cannot be used: " + e, e));
        }
    }

    Path path() {
        return folder;
    }

    @Override
    public void close() {
        try {
            mark.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
