package org.pineflow.simulator;

import java.util.Locale;
import java.util.SplittableRandom;

/** Randomness that depends on nothing but the seed and what it is for, so that rows can be made in any order. */
final class Seeds {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int PHYSKEY_LENGTH = 32;

    private final long seed;

    Seeds(long seed) {
        this.seed = seed;
    }

    /** A source of its own for each purpose. */
    SplittableRandom random(long... purpose) {
        long mixed = seed;
        for (long part : purpose) {
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        return new SplittableRandom(mixed);
    }

    /** The portable key of a record or of a location: 32 letters and digits, unique within a table. */
    String physkey(String owner, int number) {
        SplittableRandom random = random(owner.hashCode(), number);
        String unique = Integer.toString(number, 36).toUpperCase(Locale.ROOT);
        StringBuilder key = new StringBuilder(PHYSKEY_LENGTH).append('K');
        while (key.length() < PHYSKEY_LENGTH - 1 - unique.length()) {
            key.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return key.append('0').append(unique).toString();
    }
}
