package org.pineflow.bench.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What some runs measured of one figure. */
record Spread(double low, double median, double high) {

    private static final double WHOLE_FROM = 100;

    /** Empty when there are no values. */
    static Optional<Spread> of(List<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return Optional.of(new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1)));
    }

    /** The median, and where there is one the range in brackets; with so many digits as matter. */
    @Override
    public String toString() {
        return low == high ? text(median) : text(median) + " (" + text(low) + "–" + text(high) + ")";
    }

    /** A count, with thousands set off. */
    static String text(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String text(double value) {
        return String.format(Locale.ROOT, value >= WHOLE_FROM ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
