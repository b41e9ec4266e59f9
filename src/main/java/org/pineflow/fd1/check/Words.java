package org.pineflow.fd1.check;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Words {

    private Words() {}

    /** For example {@code 0.03 s}, {@code 12.5 s}, {@code 30 s}. */
    static String seconds(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        String text = String.format(Locale.ROOT, seconds < 0.1 ? "%.3f" : seconds < 10 ? "%.2f" : "%.1f", seconds);
        return text.replaceFirst("\\.?0+$", "") + " s";
    }

    /** For example {@code 1,234,567 bytes}. */
    static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", count);
    }
}
