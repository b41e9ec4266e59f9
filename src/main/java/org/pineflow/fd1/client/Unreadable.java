package org.pineflow.fd1.client;

import java.util.Arrays;

/**
 * Input that is no FD1 packet.
 *
 * @param bytes the beginning of it, at most {@link #MAX_BYTES}
 * @param length its whole length in bytes
 * @param reason what is wrong with it, for people
 */
public record Unreadable(byte[] bytes, long length, String reason) {

    /** How much of unreadable input is kept. */
    public static final int MAX_BYTES = 65_536;

    /**
     * A whole message that could not be read; a copy of its beginning is kept.
     *
     * @param from offset of its first byte
     * @param to offset behind its last byte
     */
    static Unreadable of(byte[] bytes, int from, int to, String reason) {
        return new Unreadable(Arrays.copyOfRange(bytes, from, Math.min(to, from + MAX_BYTES)), to - from, reason);
    }
}
