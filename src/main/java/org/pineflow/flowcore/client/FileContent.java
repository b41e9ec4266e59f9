package org.pineflow.flowcore.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, which can be read again for every try. Safe for use by several threads. */
public interface FileContent {

    /** How many bytes there are. */
    long length();

    /**
     * Begins to read at the first byte.
     *
     * @throws IOException when the bytes are not there any more
     */
    InputStream open() throws IOException;

    /** These bytes; not copied, not to be changed. */
    static FileContent of(byte[] bytes) {
        return new FileContent() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /**
     * The bytes that {@code file} has now.
     *
     * @throws IOException when it cannot be looked at
     */
    static FileContent of(Path file) throws IOException {
        long length = Files.size(file);
        return new FileContent() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}
