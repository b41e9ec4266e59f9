package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Rve;

/**
 * Decides when an un-sequenced replay is over, without any clock but the server's own rows. C is the highest, over the
 * rows of this opening, of (the row's rve as a time − the time since the opening): a lower bound of the server's clock
 * at the opening. A row at C or below is history. So may be a row that raises C: in a replay that comes in order every
 * row does, while live rows all lead to the same C. When neither came for {@code quiet} of time in which the socket was
 * read, and the server answered after that, the history is taken to be over: evidence, not proof. Confined to the event
 * loop.
 */
final class ReplayWatch {

    /** 100 ms: rows closer together than this do not raise C by anything that matters. */
    private static final long STEP = 10_000;

    /** Live rows that travel at different speed raise C by less, in the long run. */
    private static final Duration RISE = Duration.ofSeconds(1);

    private final Duration quiet;
    private final Fd1Connection connection;
    private final LongSupplier nanoTime;
    private long opened;
    private long highestSeen;
    private long bound;
    private long risen;
    private long lastHistory;
    private boolean over;

    ReplayWatch(Duration quiet, Fd1Connection connection, LongSupplier nanoTime) {
        this.quiet = quiet;
        this.connection = connection;
        this.nanoTime = nanoTime;
        opened();
    }

    /** The open request is sent now. To be called before the first row. */
    void opened() {
        opened = nanoTime.getAsLong();
        lastHistory = connection.readingNanos();
    }

    /**
     * A row of this opening has come.
     *
     * @param rve one that names a time within reason
     */
    void row(long rve) {
        if (!over && rve > highestSeen + STEP) {
            highestSeen = rve;
            Duration since = Duration.ofNanos(nanoTime.getAsLong() - opened);
            bound = Math.max(bound, Rve.of(Rve.toInstant(rve).minus(since)));
        }
        boolean rises = bound > risen;
        if (rises) {
            risen = Rve.of(Rve.toInstant(bound).plus(RISE));
        }
        if (rises || rve <= bound) {
            lastHistory = connection.readingNanos();
        }
    }

    /** C, as an rve; 0 before the first row. */
    long bound() {
        return bound;
    }

    /** Nanoseconds of reading time until the quiet is long enough; zero or less when it is. */
    long nanosLeft() {
        return quiet.toNanos() - (connection.readingNanos() - lastHistory);
    }

    /** Whether quiet was long enough and the server has answered since; from then on it stays so. */
    boolean isOver() {
        if (!over && !quiet.isZero()) {
            over = nanosLeft() <= 0 && connection.lastFrameNanos() >= lastHistory + quiet.toNanos();
        }
        return over;
    }
}
