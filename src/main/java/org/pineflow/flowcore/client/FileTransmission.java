package org.pineflow.flowcore.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * One try at sending a form: opens the file, takes its SHA-256 while it is sent, and sees to it that exactly the bytes
 * leave that were announced. It is read by the threads of the HTTP client, one at a time; the volatile fields tell the
 * sender what became of it.
 */
final class FileTransmission implements AutoCloseable {

    private final FileForm form;
    private final MessageDigest digest = sha256();
    private final InputStream file;
    private volatile long movedAt = System.nanoTime();
    private volatile byte[] sha256 = {};
    private volatile IOException failure;

    /** @throws IOException when the file cannot be opened */
    FileTransmission(FileForm form) throws IOException {
        this.form = form;
        this.file = form.content().open();
    }

    /** The body of the request. To be called once. */
    InputStream body() {
        try {
            return new Moving(form.around(new Watched(file)));
        } catch (IOException e) {
            throw new IllegalStateException("streams in memory do not fail", e);
        }
    }

    /** How many bytes the body has. */
    long length() {
        return form.length();
    }

    /** When the connection took bytes last, by {@link System#nanoTime}. */
    long movedAt() {
        return movedAt;
    }

    /** The SHA-256 of the file; empty when it has not been sent as a whole. */
    Optional<byte[]> sha256OfFile() {
        return sha256.length == 0 ? Optional.empty() : Optional.of(sha256.clone());
    }

    /** Why the file could not be read to its end. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Notes that the connection goes on. */
    private final class Moving extends FilterInputStream {

        private Moving(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            movedAt = System.nanoTime();
            return super.read(buffer, offset, length);
        }
    }

    /** The file, no byte more or less than was announced. */
    private final class Watched extends FilterInputStream {

        private long left = form.content().length();

        private Watched(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int count = in.read(buffer, offset, length);
                if (count < 0 ? left > 0 : count > left) {
                    throw new IOException("the file has changed while it was sent");
                }
                if (count < 0) {
                    end();
                    return -1;
                }
                left -= count;
                digest.update(buffer, offset, count);
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        private void end() {
            if (sha256.length == 0) {
                sha256 = digest.digest();
            }
        }
    }
}
