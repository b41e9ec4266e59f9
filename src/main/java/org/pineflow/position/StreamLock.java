package org.pineflow.position;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The operating system's lock on a file, exclusive between processes and within this one. It ends with the process,
 * however that ends. The file is empty, and is never deleted: else two processes could lock two files of one name.
 * Immutable; safe for use by several threads.
 */
final class StreamLock implements AutoCloseable {

    // Such a lock belongs to the process, and on Linux and macOS is gone as soon as the process closes any channel on
    // the file. So who holds what must be known to the whole process, and a file that is locked here is not opened.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    // Channels on files that this process has locked out of our sight (a second copy of this class, in another class
    // loader). They wait here for the next try, because closing them would end that lock.
    private static final Map<Path, FileChannel> PARKED = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final Object fileKey;

    private StreamLock(Path file, FileChannel channel, Object fileKey) {
        this.file = file;
        this.channel = channel;
        this.fileKey = fileKey;
    }

    /**
     * Locks the file, which is created when missing.
     *
     * @return empty when somebody else has it locked, here or in another process
     * @throws IOException when the file cannot be created or locked
     */
    static Optional<StreamLock> tryLock(Path file) throws IOException {
        createIfMissing(file);
        Path real = file.toRealPath();
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        Optional<StreamLock> lock = Optional.empty();
        try {
            lock = lockNotHeldHere(real);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(real);
            }
        }
    }

    /** Whether the lock is still there, and the file it is on still bears the name. */
    boolean isHeld() throws IOException {
        return channel.isOpen() && Objects.equals(fileKey, fileKey(file));
    }

    /** Gives up the lock; the second time does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }

    private static Optional<StreamLock> lockNotHeldHere(Path file) throws IOException {
        FileChannel parked = PARKED.remove(file);
        FileChannel channel = parked != null ? parked : FileChannel.open(file, StandardOpenOption.WRITE);
        boolean keepOpen = false;
        try {
            if (channel.tryLock() == null) {
                return Optional.empty();
            }
            StreamLock lock = new StreamLock(file, channel, fileKey(file));
            keepOpen = true;
            return Optional.of(lock);
        } catch (OverlappingFileLockException e) {
            PARKED.put(file, channel);
            keepOpen = true;
            return Optional.empty();
        } finally {
            if (!keepOpen) {
                channel.close();
            }
        }
    }

    private static void createIfMissing(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // As it should be. Creating fails without opening what is there.
        }
    }

    /** What the file system knows the file by; null where it does not tell, or the file is gone. */
    private static Object fileKey(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
