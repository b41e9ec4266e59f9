package org.pineflow.position;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The operating system's lock on a file, exclusive between processes and within this one. It ends with the process,
 * however that ends. The file is empty, and is never deleted: else two processes could lock two files of one name.
 * Immutable; safe for use by several threads.
 */
final class StreamLock implements AutoCloseable {

    // Such a lock belongs to the process, and on Linux and macOS is gone as soon as the process closes any channel on
    // the file. So a channel that was opened in vain, because this process has the lock already, must not be closed; it
    // waits here for the next try. At most one a file, by the file's key; owned by the monitor of this class.
    private static final Map<Object, FileChannel> PARKED = new HashMap<>();

    private final Path file;
    private final Object key;

    /** Kept for more than its channel: Java forgets a lock that nobody refers to, and would grant it twice. */
    private final FileLock lock;

    private StreamLock(Path file, Object key, FileLock lock) {
        this.file = file;
        this.key = key;
        this.lock = lock;
    }

    /**
     * Locks the file, which is created when missing.
     *
     * @return empty when somebody else has it locked, here or in another process
     * @throws IOException when the file cannot be created or locked
     */
    static synchronized Optional<StreamLock> tryLock(Path file) throws IOException {
        createIfMissing(file);
        Object key = key(file);
        FileChannel parked = PARKED.remove(key);
        FileChannel channel = parked != null ? parked : FileChannel.open(file, StandardOpenOption.WRITE);
        boolean keepOpen = false;
        try {
            FileLock lock = channel.tryLock();
            keepOpen = lock != null;
            return Optional.ofNullable(lock).map(taken -> new StreamLock(file, key, taken));
        } catch (OverlappingFileLockException e) {
            PARKED.put(key, channel);
            keepOpen = true;
            return Optional.empty();
        } finally {
            if (!keepOpen) {
                channel.close();
            }
        }
    }

    /** Whether the lock is still there, and the file it is on still bears the name. */
    boolean isHeld() throws IOException {
        return lock.isValid() && Files.exists(file) && key.equals(key(file));
    }

    /** Gives up the lock; the second time does nothing. */
    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }

    private static void createIfMissing(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // As it should be. Creating fails without opening what is there.
        }
    }

    /** What the file system knows the file by, whatever its name; where it does not tell, the name. */
    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key != null ? key : file.toRealPath();
    }
}
