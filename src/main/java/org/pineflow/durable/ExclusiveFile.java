package org.pineflow.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
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
 * however that ends. The file says who locked it last, and is never deleted: else two processes could lock two files of
 * one name.
 * Immutable; safe for use by several threads.
 */
public final class ExclusiveFile implements AutoCloseable {

    // Such a lock belongs to the process, and on Linux and macOS is gone as soon as the process closes any channel on
    // the file. So a channel that was opened in vain, because this process has the lock already, must not be closed; it
    // waits here for the next try. At most one a file, by the file's key; owned by the monitor of this class.
    private static final Map<Object, FileChannel> PARKED = new HashMap<>();

    private static final int MAX_SIGNATURE = 64;
    private static final String UNSIGNED = "another process";

    private final Path file;
    private final Object key;

    private final FileChannel channel;

    /** Kept for more than its channel: Java forgets a lock that nobody refers to, and would grant it twice. */
    private final FileLock lock;

    private ExclusiveFile(Path file, Object key, FileChannel channel, FileLock lock) {
        this.file = file;
        this.key = key;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks the file, which is created when missing.
     *
     * @return empty when somebody else has it locked, here or in another process
     * @throws IOException when the file cannot be created or locked
     */
    public static synchronized Optional<ExclusiveFile> tryLock(Path file) throws IOException {
        createIfMissing(file);
        Object key = key(file);
        FileChannel parked = PARKED.remove(key);
        FileChannel channel = parked != null ? parked : open(file);
        boolean keepOpen = false;
        try {
            FileLock lock = channel.tryLock();
            keepOpen = lock != null;
            return Optional.ofNullable(lock).map(taken -> new ExclusiveFile(file, key, channel, taken).signed());
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

    /**
     * Who has the file locked, in words. It is tried to lock it, so who wants it at the same instant may find it taken.
     *
     * @return empty when nobody has, or there is no such file
     * @throws IOException when the file cannot be looked at
     */
    public static synchronized Optional<String> holder(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Object key = key(file);
        FileChannel parked = PARKED.remove(key);
        FileChannel channel = parked != null ? parked : open(file);
        boolean keepOpen = false;
        try (FileLock free = channel.tryLock()) {
            return free != null ? Optional.empty() : Optional.of(signature(channel));
        } catch (OverlappingFileLockException e) {
            PARKED.put(key, channel);
            keepOpen = true;
            return Optional.of("this process");
        } finally {
            if (!keepOpen) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes into the file who has it. It is a courtesy for people: a disk that is full must not cost the lock. */
    private ExclusiveFile signed() {
        try {
            channel.truncate(0);
            String signature = "process " + ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(signature.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // It stays unsigned.
        }
        return this;
    }

    private static String signature(FileChannel channel) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_SIGNATURE);
            channel.read(bytes, 0);
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
            return text.matches("process [0-9]+\n") ? text.strip() : UNSIGNED;
        } catch (IOException e) {
            return UNSIGNED; // Some systems let nobody read what is locked.
        }
    }

    /** Whether the lock is still there, and the file it is on still bears the name. */
    public boolean isHeld() throws IOException {
        return lock.isValid() && Files.exists(file) && key.equals(key(file));
    }

    /** Gives up the lock; the second time does nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
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
