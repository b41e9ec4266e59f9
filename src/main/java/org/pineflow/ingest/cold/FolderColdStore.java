package org.pineflow.ingest.cold;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.pineflow.durable.DurableFile;

/** A cold store that is a folder of this machine: for small sites and for the demo. What is put survives a crash. One
 * at a time puts the object of a key. */
public final class FolderColdStore implements ColdStore {

    private final Path folder;

    /** @param folder made when the first object is put */
    public FolderColdStore(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public void put(String key, Path file) {
        Path target = folder.resolve(key);
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            DurableFile.createFolder(target.getParent());
            copy(file, temporary);
            DurableFile.install(temporary, target);
        } catch (IOException e) {
            throw new ColdStoreException("cannot write " + target + " of the cold store: " + reason(e), e);
        }
    }

    /** What is left of a disk that is full would keep it full. */
    private static void copy(Path file, Path temporary) throws IOException {
        try {
            Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            DurableFile.deleteAfter(e, temporary);
            throw e;
        }
    }

    @Override
    public InputStream get(String key) {
        Path file = folder.resolve(key);
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public InputStream get(String key, long from, long to) {
        Path file = folder.resolve(key);
        InputStream whole = get(key);
        try {
            whole.skipNBytes(from);
            return new Part(whole, to - from);
        } catch (IOException e) {
            closeAfter(e, whole);
            throw unreadable(file, e);
        }
    }

    private static void closeAfter(IOException failure, InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static ColdStoreException unreadable(Path file, IOException e) {
        return new ColdStoreException("cannot read " + file + " of the cold store: " + reason(e), e);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "it is not there"
                : e.getClass().getSimpleName() + " " + e.getMessage();
    }

    /** The next bytes of a stream, as many as there are to be. */
    private static final class Part extends FilterInputStream {

        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
