package org.pineflow.flowcore;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pineflow.flowcore.client.FileContent;

/**
 * What could be read only once, in a temporary file that has lost its name, so that it goes with the process even if that is
 * killed. Where systems keep the name of a file that is open (Windows), it goes when this is closed. Safe for use by several
 * threads.
 */
final class Spool implements FileContent, AutoCloseable {

    private final Path file;
    private final RandomAccessFile bytes;
    private final long length;

    private Spool(Path file, RandomAccessFile bytes, InputStream stream) throws IOException {
        this.file = file;
        this.bytes = bytes;
        this.length = stream.transferTo(new FileOutputStream(bytes.getFD()));
    }

    /**
     * Reads the stream to its end.
     *
     * @throws IOException when it cannot be read, or the temporary file cannot be written
     */
    static Spool of(InputStream stream) throws IOException {
        Path file = Files.createTempFile("pineflow-", ".file");
        RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw");
        file.toFile().delete();
        try {
            return new Spool(file, bytes, stream);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new Reading();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
        Files.deleteIfExists(file);
    }

    private int read(long from, byte[] into, int offset, int count) throws IOException {
        synchronized (bytes) {
            bytes.seek(from);
            return bytes.read(into, offset, count);
        }
    }

    /** One reader; belongs to one thread. */
    private final class Reading extends InputStream {

        private final byte[] one = new byte[1];
        private long position;

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            int found = Spool.this.read(position, into, offset, count);
            position += Math.max(0, found);
            return found;
        }
    }
}
