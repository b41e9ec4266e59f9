package org.pineflow.ingest.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.pineflow.ingest.store.EventStoreException;

/** Writes a file of the spool; one that is not finished is deleted. Used by one thread. */
public final class SpoolWriter implements AutoCloseable {

    private final Path path;
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long size;
    private boolean finished;

    SpoolWriter(Path path) {
        this.path = path;
        try {
            this.out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Appends bytes.
     *
     * @throws EventStoreException when they cannot be written, for example because the disk is full
     */
    public void write(byte[] bytes, int from, int count) {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            throw unwritable(e);
        }
        digest.update(bytes, from, count);
        size += count;
    }

    /** How many bytes there are. */
    public long size() {
        return size;
    }

    /**
     * The whole file, which belongs to the caller.
     *
     * @throws EventStoreException when it cannot be written
     */
    public SpooledFile finish() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
        finished = true;
        return new SpooledFile(path, size, HexFormat.of().formatHex(digest.digest()));
    }

    /** Deletes the file unless it is finished. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        try (out) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private EventStoreException unwritable(IOException e) {
        return new EventStoreException(
                "cannot write " + path + ": " + e + "; pineflow.data needs room for the largest files", e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
