package org.pineflow.fd1.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pineflow.fd1.client.Rve;
import org.pineflow.finding.Finding;

/**
 * How far the server's clock is from ours, as far as rows tell: an rve is no later than the server's clock, and that of a
 * row that has just changed is about the same. Guarded by this object.
 */
final class ClockNotes {

    /** Less is no trouble to anybody: every restart reaches back further by default. */
    private static final Duration TOLERABLE = Duration.ofSeconds(60);

    private final Clock clock;
    private Optional<Instant> newest = Optional.empty();
    private Optional<Duration> ahead = Optional.empty();
    private boolean live;

    ClockNotes(Clock clock) {
        this.clock = clock;
    }

    /** A row, of whatever age, has come. */
    synchronized void row(long rve) {
        if (rve > 0) {
            Instant told = Rve.toInstant(rve);
            Duration difference = Duration.between(clock.instant(), told);
            newest = newest.filter(before -> before.isAfter(told)).or(() -> Optional.of(told));
            ahead = ahead.filter(before -> before.compareTo(difference) > 0).or(() -> Optional.of(difference));
        }
    }

    /** A row has come because it changed just now. */
    synchronized void liveRow(long rve) {
        live |= rve > 0;
        row(rve);
    }

    /** What can be said. */
    synchronized Finding finding(String about) {
        if (ahead.isEmpty()) {
            return Finding.ok(about, "clock offset unknown: no row with an rve came");
        }
        Duration offset = ahead.get();
        boolean forward = !offset.isNegative();
        if (!live && !forward) {
            return Finding.ok(
                    about,
                    "clock offset unknown: no row changed just now, and the newest row seen is of " + newest.get()
                            + "; the server's clock is not seen to be ahead of ours");
        }
        String what = (live ? "" : "at least ") + Words.seconds(offset.abs()) + (forward ? " ahead of" : " behind")
                + " our clock";
        String told = "the server's clock is " + what + (live ? ", by a row that changed just now" : ", by an rve");
        return offset.abs().compareTo(TOLERABLE) <= 0
                ? Finding.ok(about, told)
                : Finding.warn(
                        about,
                        told,
                        "set both clocks by NTP; rows are timed by the server's, and a row more than 25 h ahead of ours"
                                + " moves no position");
    }
}
