package org.pineflow.fd1.stream;

/** What a stream has learnt from its polls at one position. Confined to the event loop. */
final class PollRecord {

    /** So many polls that cannot be read at one position, and the stream is stopped. */
    private static final int MAX_UNREADABLE = 3;

    private int firstChunk = 1;
    private int unreadable;

    /** The number of the first chunk: 1, or where this server was seen to begin. */
    int firstChunk() {
        return firstChunk;
    }

    void firstChunk(int number) {
        firstChunk = number;
    }

    void complete() {
        unreadable = 0;
    }

    /** Counts a broken poll; true when another try is of no use. Lost connections in between change nothing. */
    boolean isHopeless(Transfer.Break cause) {
        if (cause.unreadable()) {
            unreadable++;
        }
        return unreadable >= MAX_UNREADABLE;
    }

    static String gaveUp(String reason) {
        return "the poll could not be read " + MAX_UNREADABLE + " times at one position and is not tried again: "
                + reason + ". See what the server sends there; start the route again when it is mended";
    }
}
