package org.pineflow.fd1.stream;

import java.time.Duration;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Position;

/**
 * From where a stream is read.
 *
 * @param all every record there is
 * @param rve records at this rve and later; 0 = from now on, or all
 */
public record RestartPoint(boolean all, long rve) {

    /** From now on. */
    public static final RestartPoint NOW = new RestartPoint(false, 0);

    static final RestartPoint ALL = new RestartPoint(true, 0);

    /** The clocks, and so the rve, of two servers of one system are not further apart than this. */
    static final Duration OTHER_SERVER = Duration.ofHours(1);

    /** From this rve on, itself included. */
    public static RestartPoint at(long rve) {
        return new RestartPoint(false, rve);
    }

    /**
     * As far back as the position cannot vouch for, at the server it was made at or at another one.
     *
     * @param position its rve is not 0
     * @param url the server that is to be asked
     */
    static RestartPoint before(Position position, String url, Duration overlap) {
        boolean elsewhere = !position.url().isEmpty() && !position.url().equals(url);
        return at(Rve.minus(position.rve(), elsewhere ? overlap.plus(OTHER_SERVER) : overlap));
    }

    /** Whether there is history to be read. */
    boolean hasHistory() {
        return all || rve > 0;
    }
}
