import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The bound: what the work costs when nothing but the work is done. One thread, two plain sockets, a frame reader that knows
 * only whole frames. While the sink works on a batch, the next one is read; its answer is read before the next is posted.
 */
public final class SocketsBridge {

    private static final int BATCH = Integer.parseInt(System.getenv("BATCH"));
    private static final long WAIT_NANOS = Long.parseLong(System.getenv("WAIT_MS")) * 1_000_000;

    private final Socket source;
    private final InputStream frames;
    private final Poster poster;
    private final Batch batch = new Batch();
    private byte[] buffer = new byte[1 << 18];
    private int at;
    private int end;
    private long deadline;

    private SocketsBridge(URI sourceUri, URI sinkUri) throws IOException {
        poster = new Poster(sinkUri);
        source = new Socket(sourceUri.getHost(), sourceUri.getPort());
        source.setTcpNoDelay(true);
        frames = source.getInputStream();
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        source.getOutputStream()
                .write(("GET " + sourceUri.getPath() + " HTTP/1.1\r\nHost: " + sourceUri.getAuthority()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                                + "\r\nSec-WebSocket-Key: " + Base64.getEncoder().encodeToString(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) frames.read());
        }
    }

    public static void main(String[] args) throws IOException {
        new SocketsBridge(URI.create(System.getenv("SOURCE")), URI.create(System.getenv("SINK"))).run();
    }

    private void run() throws IOException {
        while (true) {
            while (frame()) {
                if (batch.size() == BATCH) {
                    post();
                }
            }
            if (batch.size() > 0 && System.nanoTime() >= deadline) {
                post();
            }
            fill();
        }
    }

    private void post() throws IOException {
        batch.close();
        poster.post(batch);
        batch.clear();
    }

    /** Takes the next whole frame out of the buffer; false when there is none. */
    private boolean frame() {
        if (end - at < 2) {
            return false;
        }
        int length = buffer[at + 1] & 0x7f;
        int payload = at + 2;
        if (length == 126) {
            if (end - at < 4) {
                return false;
            }
            length = (buffer[at + 2] & 0xff) << 8 | buffer[at + 3] & 0xff;
            payload += 2;
        } else if (length == 127) {
            if (end - at < 10) {
                return false;
            }
            length = ByteBuffer.wrap(buffer).getInt(at + 6);
            payload += 8;
        }
        if (end - payload < length) {
            return false;
        }
        if (buffer[at] == (byte) 0x81) {
            if (batch.size() == 0) {
                deadline = System.nanoTime() + WAIT_NANOS;
            }
            int place = batch.next(length);
            System.arraycopy(buffer, payload, batch.json(), place, length);
            batch.added(length);
        }
        at = payload + length;
        return true;
    }

    /** Reads more, at most until the batch is due. */
    private void fill() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        if (end == buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, 2 * end);
        }
        if (poster.awaitsAnswer() && frames.available() == 0) {
            poster.answer();
        }
        long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        source.setSoTimeout(batch.size() == 0 ? 0 : (int) left);
        try {
            int read = frames.read(buffer, end, buffer.length - end);
            if (read < 0) {
                throw new EOFException("the source has closed");
            }
            end += read;
        } catch (SocketTimeoutException due) {
            // The batch goes as it is.
        }
    }

    /** Posts batches, one after the other, on one connection. */
    private static final class Poster {

        private final Gzip gzip = Gzip.fromEnvironment();
        private final InputStream in;
        private final OutputStream out;
        private final String head;
        private final byte[] answer = new byte[1 << 16];
        private ByteBuffer body = ByteBuffer.allocate(1 << 18);
        private ByteBuffer request = ByteBuffer.allocate(1 << 18);
        private boolean awaitsAnswer;
        private long posted;
        private long position;

        Poster(URI uri) throws IOException {
            Socket sink = new Socket(uri.getHost(), uri.getPort());
            sink.setTcpNoDelay(true);
            in = sink.getInputStream();
            out = sink.getOutputStream();
            head = "POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ";
        }

        boolean awaitsAnswer() {
            return awaitsAnswer;
        }

        void post(Batch batch) throws IOException {
            if (body.capacity() < Gzip.mostFor(batch.length())) {
                body = ByteBuffer.allocate(2 * Gzip.mostFor(batch.length()));
                request = ByteBuffer.allocate(body.capacity() + 1024);
            }
            gzip.compress(batch.json(), batch.length(), body.clear());
            request.clear()
                    .put((head + body.position() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII))
                    .put(body.flip());
            if (awaitsAnswer) {
                answer();
            }
            out.write(request.array(), 0, request.position());
            posted = batch.highestRve();
            awaitsAnswer = true;
        }

        /** Waits for the answer to the last post, which has a Content-Length. */
        void answer() throws IOException {
            int length = 0;
            int whole = Integer.MAX_VALUE;
            while (length < whole) {
                if (length == answer.length) {
                    throw new IOException("the answer is too long");
                }
                int read = in.read(answer, length, answer.length - length);
                if (read < 0) {
                    throw new EOFException("the sink has closed");
                }
                length += read;
                if (whole == Integer.MAX_VALUE) {
                    whole = end(new String(answer, 0, Math.min(length, 1024), StandardCharsets.US_ASCII));
                }
            }
            if (answer[9] != '2') {
                throw new IOException(new String(answer, 0, Math.min(length, 1024), StandardCharsets.US_ASCII));
            }
            position = posted;
            awaitsAnswer = false;
        }

        private static int end(String text) {
            int body = text.indexOf("\r\n\r\n") + 4;
            if (body < 4) {
                return Integer.MAX_VALUE;
            }
            String lower = text.substring(0, body).toLowerCase(java.util.Locale.ROOT);
            int from = lower.indexOf("content-length:") + "content-length:".length();
            return body + Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).strip());
        }
    }
}
