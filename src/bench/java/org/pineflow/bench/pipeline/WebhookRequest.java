package org.pineflow.bench.pipeline;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/** The requests of one connection, one after the other. */
final class WebhookRequest {

    private final InputStream in;
    private byte[] body = new byte[1 << 18];
    private int length;
    private boolean gzip;
    private final byte[] buffer = new byte[65_536];
    private int at;
    private int end;

    WebhookRequest(InputStream in) {
        this.in = in;
    }

    /** Reads one more; false when there is none. */
    boolean next() throws IOException {
        boolean chunked = false;
        length = 0;
        gzip = false;
        String line = line();
        if (line.isEmpty()) {
            return false;
        }
        for (line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.startsWith("content-encoding:")) {
                gzip = header.contains("gzip");
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            }
        }
        if (chunked) {
            int total = 0;
            for (int size = size(line()); ; size = size(line())) {
                take(total, size);
                total += size;
                line();
                if (size == 0) {
                    break;
                }
            }
            length = total;
        } else {
            take(0, length);
        }
        return true;
    }

    /** How many bytes the body has. */
    int length() {
        return length;
    }

    /** The body, with more behind it; written over by the next request. */
    byte[] body() {
        return body;
    }

    /** Whether the body is compressed. */
    boolean gzip() {
        return gzip;
    }

    private static int size(String line) {
        return Integer.parseInt(line.split(";")[0].strip(), 16);
    }

    private void take(int offset, int count) throws IOException {
        if (offset + count > body.length) {
            body = Arrays.copyOf(body, Math.max(2 * body.length, offset + count));
        }
        int taken = Math.min(count, end - at);
        System.arraycopy(buffer, at, body, offset, taken);
        at += taken;
        while (taken < count) {
            int read = in.read(body, offset + taken, count - taken);
            if (read < 0) {
                throw new EOFException();
            }
            taken += read;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(buffer));
                if (end == 0) {
                    return "";
                }
            }
            char c = (char) buffer[at++];
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }
}
