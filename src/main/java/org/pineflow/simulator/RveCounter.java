package org.pineflow.simulator;

import java.util.SplittableRandom;

/** Hands out rve that follow the clock and only ever grow. Not safe for threads: its chain guards it. */
final class RveCounter {

    private static final int NUMBERS_IN_A_MILLISECOND = 100;

    private final SplittableRandom random;
    private long millis = Long.MIN_VALUE;
    private int number;
    private long last;

    RveCounter(SplittableRandom random) {
        this.random = random;
    }

    /** The next rve: of this millisecond, or just above the last one when the clock stands or runs backwards. */
    long next(long epochMillis) {
        if (epochMillis > millis) {
            millis = epochMillis;
            number = random.nextInt(NUMBERS_IN_A_MILLISECOND / 2);
        } else if (++number == NUMBERS_IN_A_MILLISECOND) {
            millis++;
            number = 0;
        }
        last = RveText.of(millis, number);
        return last;
    }

    /** The last rve handed out; 0 when there was none. */
    long last() {
        return last;
    }
}
