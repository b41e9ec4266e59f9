package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The polls of a stream that were complete last: more may come for them, against all rules. That is not taken in, and is
 * a gap. Confined to the event loop.
 */
final class FinishedPolls {

    /** So many are watched, the last ones. */
    private static final int WATCHED = 10;

    private final String endpoint;
    private final Trouble trouble;
    private final Deque<Finished> finished = new ArrayDeque<>();

    /** A poll, and the stretch it read. */
    private record Finished(Transfer transfer, long from, long to) {}

    FinishedPolls(String endpoint, Trouble trouble) {
        this.endpoint = endpoint;
        this.trouble = trouble;
    }

    /** A poll is complete, and has read the stretch from {@code from} to {@code to}. */
    void add(Transfer transfer, long from, long to) {
        finished.add(new Finished(transfer, from, to));
        if (finished.size() > WATCHED) {
            finished.remove();
        }
    }

    /** Records a gap for each of which more came since. */
    void check() {
        finished.removeIf(poll -> {
            boolean late = poll.transfer().lateFrames() > 0;
            if (late) {
                trouble.lateRows(poll.from(), poll.to(), endpoint);
            }
            return late;
        });
    }
}
