package org.pineflow.event;

import java.util.Arrays;

/**
 * A piece of UTF-8 text where it stands in memory: not to be changed.
 *
 * @param bytes holds it
 * @param from offset of its first byte
 * @param length in bytes
 */
public record Utf8(byte[] bytes, int from, int length) {

    /** All of the array. */
    public static Utf8 of(byte[] bytes) {
        return new Utf8(bytes, 0, bytes.length);
    }

    /** An array that is just as long as the text: a copy unless it stands in such a one. */
    public byte[] exact() {
        return length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    }
}
