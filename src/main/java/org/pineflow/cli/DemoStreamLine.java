package org.pineflow.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.simulator.RetailChain;
import org.pineflow.simulator.Version;

/** The live line of one stream of the demo. Used by one thread. */
final class DemoStreamLine {

    static final String HEADING = String.format(
            Locale.ROOT,
            "%-14s %-12s %10s %9s %8s  %s",
            "stream",
            "state",
            "delivered",
            "rate",
            "lag",
            "position (rve)");

    private final StreamStatus status;
    private final RetailChain chain;
    private final Rate rate = new Rate(Duration.ofSeconds(5));

    DemoStreamLine(StreamStatus status, RetailChain chain) {
        this.status = status;
        this.chain = chain;
    }

    /** A line of a table, below {@link #HEADING}. */
    String tabular(long nanos, Instant now) {
        return String.format(
                Locale.ROOT,
                "%-14s %-12s %10s %7.0f/s %6.1f s  %s",
                status.stream(),
                state(),
                TextTable.number(status.delivered()),
                rate.perSecond(nanos, status.delivered()),
                lagMillis(now) / 1000.0,
                status.position().rve() == 0 ? "-" : status.position().rve());
    }

    /** The same in one phrase. */
    String phrase(long nanos, Instant now) {
        return String.format(
                Locale.ROOT,
                "%s %s %s delivered %.0f/s lag %.1fs",
                status.stream(),
                state(),
                TextTable.number(status.delivered()),
                rate.perSecond(nanos, status.delivered()),
                lagMillis(now) / 1000.0);
    }

    private String state() {
        return status.condition().state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The age of the oldest change that the position does not cover yet, 0 when it covers all. */
    private long lagMillis(Instant now) {
        long position = status.position().rve();
        List<Version> versions = CarriedTable.of(status.stream())
                .map(carried -> chain.versions(carried.table()))
                .orElse(List.of());
        OptionalLong oldest = versions.stream()
                .mapToLong(Version::rve)
                .filter(rve -> rve > position)
                .min();
        return oldest.isEmpty()
                ? 0
                : Math.max(
                        0,
                        Duration.between(Rve.toInstant(oldest.getAsLong()), now).toMillis());
    }
}
