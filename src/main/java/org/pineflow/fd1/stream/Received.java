package org.pineflow.fd1.stream;

import org.pineflow.event.HashBits;
import org.pineflow.event.Hasher128;

/**
 * How far a stream is received, as a {@link Mark} that moves on with every event: the newest event is kept apart, so that
 * a mark is made only when somebody asks for it or several events share an rve. Confined to one thread.
 */
final class Received {

    private final Hasher128 newest = new Hasher128();
    private Mark mark;
    private long rve;
    private boolean apart;

    /** From where the stream begins. */
    Received(Mark start) {
        this.mark = start;
        this.rve = start.rve();
    }

    /** The highest rve so far, 0 = none. */
    long rve() {
        return rve;
    }

    /**
     * One more event.
     *
     * @param eventRve not 0
     */
    void add(long eventRve, HashBits identity) {
        if (eventRve > rve) {
            rve = eventRve;
            newest.set(identity);
            apart = true;
        } else if (eventRve == rve) {
            mark = mark().with(eventRve, newest.set(identity).result());
        }
    }

    /** The mark as it is now. */
    Mark mark() {
        if (apart) {
            apart = false;
            mark = mark.with(rve, newest.result());
        }
        return mark;
    }
}
