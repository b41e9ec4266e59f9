package org.pineflow.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** How far a redrive is: a bar on a terminal, else a line now and then. Used by one thread. */
final class RedriveProgress {

    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long DRAW_EVERY_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean drawn;
    private final LiveLines live;
    private boolean begun;
    private long toldNanos;

    /** @param drawn whether {@code out} is a terminal */
    RedriveProgress(PrintStream out, boolean drawn) {
        this.out = out;
        this.drawn = drawn;
        this.live = new LiveLines(out);
    }

    /** Shows it when it is time to. */
    void show(RedriveOutcome outcome, long nanos) {
        if (!begun) {
            begun = true;
            toldNanos = nanos;
        } else if (nanos - toldNanos < (drawn ? DRAW_EVERY_NANOS : TELL_EVERY_NANOS)) {
            return;
        } else {
            toldNanos = nanos;
            out(outcome);
        }
    }

    /** Shows the end. */
    void end(RedriveOutcome outcome) {
        if (drawn) {
            out(outcome);
        }
    }

    private void out(RedriveOutcome outcome) {
        int filled = outcome.letters() == 0 ? 0 : (int) ((long) BAR * outcome.done() / outcome.letters());
        String line = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + TextTable.number(outcome.done())
                + "/" + TextTable.number(outcome.letters()) + "  " + outcome.counts();
        if (drawn) {
            live.draw(List.of(line));
        } else {
            out.println(line);
        }
    }
}
