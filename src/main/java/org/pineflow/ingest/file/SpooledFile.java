package org.pineflow.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.pineflow.ingest.store.EventStoreException;

/**
 * A whole file in the spool. Whoever has it must close it, which deletes it.
 *
 * @param size in bytes
 * @param sha256 64 hexadecimal digits in lower case
 */
public record SpooledFile(Path path, long size, String sha256) implements AutoCloseable {

    /**
     * All bytes; to be closed by the caller.
     *
     * @throws EventStoreException when it cannot be read
     */
    public InputStream open() {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The bytes from {@code from}, at most {@code most}.
     *
     * @throws EventStoreException when they cannot be read
     */
    byte[] read(long from, int most) {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, size - from));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new IOException("it has become shorter");
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return bytes.array();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new EventStoreException("cannot delete " + path + ": " + e, e);
        }
    }

    private EventStoreException unreadable(IOException e) {
        return new EventStoreException("cannot read " + path + ": " + e, e);
    }
}
