package org.pineflow.fd1.stream;

import java.nio.charset.StandardCharsets;

/** The key of the row that was looked through last, where it stands. Reused for row after row; confined to one thread. */
final class RowKey {

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int from;
    private int to;

    /** It is the bytes {@code from} (inclusive) to {@code to} (exclusive), which are plain UTF-8. */
    void set(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** It is this text. */
    void set(String text) {
        byte[] utf8 = text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
        set(utf8, 0, utf8.length);
    }

    boolean isEmpty() {
        return from == to;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Its text, empty when the row has no key. */
    String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
