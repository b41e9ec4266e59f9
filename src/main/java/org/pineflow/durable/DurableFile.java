package org.pineflow.durable;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that hold what was written to them even when the process or the machine dies. */
public final class DurableFile {

    private DurableFile() {}

    /**
     * Replaces a file as a whole. After the return the new content survives a crash; a crash on the way leaves the old
     * content or the new one, never a mixture. An interrupt of the thread does not cut it short, and stays pending.
     *
     * @param file the file, existing or not, in an existing folder
     * @param temporary the name to write under first, in the same folder; no other writer may use it now. A crash may
     *     leave it behind
     * @throws IOException when it could not be written: the old content or the new one holds
     */
    public static void replace(Path file, Path temporary, byte[] content) throws IOException {
        try {
            // A stream and not a channel: an interrupt closes channels.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            rename(temporary, file);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    /**
     * Puts a file that is written already in the place of another, as {@link #replace} does.
     *
     * @param temporary in the same folder as {@code file}; gone afterwards, whatever happens
     * @throws IOException when it could not be put there: the old content or the new one holds
     */
    public static void install(Path temporary, Path file) throws IOException {
        try {
            // A stream and not a channel: an interrupt closes channels.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile(), true)) {
                out.getFD().sync();
            }
            rename(temporary, file);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    private static void rename(Path temporary, Path file) throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(parentOf(file));
    }

    /**
     * Deletes a file so that it stays deleted after a crash.
     *
     * @return false when there is none
     * @throws IOException when it cannot be deleted
     */
    public static boolean delete(Path file) throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        syncFolder(parentOf(file));
        return deleted;
    }

    /**
     * Creates a folder, and those above it, so that they survive a crash. An existing one, also behind a symbolic link,
     * is left as it is.
     *
     * @throws IOException when it cannot be created, or a file stands in its place
     */
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = parentOf(folder);
        createFolder(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        syncFolder(parent);
    }

    private static void syncFolder(Path folder) throws IOException {
        // Windows opens no folders for syncing, and needs none of it: NTFS journals names.
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        boolean interrupted = false;
        try {
            while (!syncUnlessInterrupted(folder)) {
                interrupted = true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False when an interrupt cut it short; the thread's interrupted status is cleared then. */
    private static boolean syncUnlessInterrupted(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            return false;
        }
    }

    private static Path parentOf(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + " has no folder above it");
        }
        return parent;
    }

    /** Deletes what a failure left behind, if it can be deleted; why it cannot goes with the failure. */
    public static void deleteAfter(IOException failure, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
