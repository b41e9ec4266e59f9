package org.pineflow.simulator;

import java.time.Clock;
import java.util.Objects;

/**
 * What a {@link Simulator} is started with. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes any free one
 * @param apiKey the key a login must bring; empty = no login is needed
 * @param seed equal seeds (with equal clocks and sizes) make equal chains
 * @param clock where rve take their time from
 * @param customers customers at the start
 * @param products products at the start
 * @param locations shops; there is one stock level for each product in each shop
 * @param sales completed sales at the start
 * @param changesPerSecond the pace of {@link Simulator#startTrading()}, in committed record versions a second
 * @param keptVersions how many record versions {@link RetailChain#history()} remembers, over all tables, and how many
 *     sendings {@link Simulator#ledger()}
 * @param queuedEvents how many live events wait for a slow reader, per firehose; its connection is closed beyond that
 * @param dialect how to speak where FD1's documentation is silent
 */
public record SimulatorSettings(
        String host,
        int port,
        String apiKey,
        long seed,
        Clock clock,
        int customers,
        int products,
        int locations,
        int sales,
        double changesPerSecond,
        int keptVersions,
        int queuedEvents,
        Dialect dialect) {

    private static final SimulatorSettings DEFAULTS = new SimulatorSettings(
            "127.0.0.1", 0, "sim-key", 1, Clock.systemUTC(), 200, 300, 4, 50, 20, 100_000, 100_000, Dialect.plain());

    public SimulatorSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(apiKey, "apiKey");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(dialect, "dialect");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
        }
        if (!(changesPerSecond >= 0) || Double.isInfinite(changesPerSecond)) {
            throw new IllegalArgumentException("changesPerSecond " + changesPerSecond + " is not a number from 0");
        }
        requireSize("customers", customers, 0);
        requireSize("products", products, 0);
        requireSize("locations", locations, 0);
        requireSize("sales", sales, 0);
        requireSize("keptVersions", keptVersions, 0);
        requireSize("queuedEvents", queuedEvents, 1);
        if (sales > 0 && (products == 0 || locations == 0)) {
            throw new IllegalArgumentException("sales need at least one product and one location");
        }
        if ((long) products * locations > 20_000_000) {
            throw new IllegalArgumentException("more than 20,000,000 stock levels: fewer products or locations");
        }
    }

    private static void requireSize(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + " is less than " + least);
        }
    }

    /** A small chain on a free loopback port, key {@code sim-key}, seed 1, 20 changes a second, plain dialect. */
    public static SimulatorSettings defaults() {
        return DEFAULTS;
    }

    /** These settings with another address to listen on. */
    public SimulatorSettings withHost(String newHost) {
        return copy(newHost, port, apiKey, seed, clock, changesPerSecond, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another port; 0 takes any free one. */
    public SimulatorSettings withPort(int newPort) {
        return copy(host, newPort, apiKey, seed, clock, changesPerSecond, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another key; empty = no login is needed. */
    public SimulatorSettings withApiKey(String newKey) {
        return copy(host, port, newKey, seed, clock, changesPerSecond, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another seed. */
    public SimulatorSettings withSeed(long newSeed) {
        return copy(host, port, apiKey, newSeed, clock, changesPerSecond, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another clock. */
    public SimulatorSettings withClock(Clock newClock) {
        return copy(host, port, apiKey, seed, newClock, changesPerSecond, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another pace of trading, in record versions a second. */
    public SimulatorSettings withChangesPerSecond(double newRate) {
        return copy(host, port, apiKey, seed, clock, newRate, keptVersions, queuedEvents, dialect);
    }

    /** These settings with another number of remembered record versions. */
    public SimulatorSettings withKeptVersions(int newKept) {
        return copy(host, port, apiKey, seed, clock, changesPerSecond, newKept, queuedEvents, dialect);
    }

    /** These settings with another number of live events that may wait for a slow reader. */
    public SimulatorSettings withQueuedEvents(int newQueued) {
        return copy(host, port, apiKey, seed, clock, changesPerSecond, keptVersions, newQueued, dialect);
    }

    /** These settings with another dialect. */
    public SimulatorSettings withDialect(Dialect newDialect) {
        return copy(host, port, apiKey, seed, clock, changesPerSecond, keptVersions, queuedEvents, newDialect);
    }

    /** These settings with other numbers of customers, products and locations. */
    public SimulatorSettings withSizes(int newCustomers, int newProducts, int newLocations) {
        int newSales = newProducts == 0 || newLocations == 0 ? 0 : sales;
        return new SimulatorSettings(
                host,
                port,
                apiKey,
                seed,
                clock,
                newCustomers,
                newProducts,
                newLocations,
                newSales,
                changesPerSecond,
                keptVersions,
                queuedEvents,
                dialect);
    }

    /** These settings with another number of completed sales at the start. */
    public SimulatorSettings withSales(int newSales) {
        return new SimulatorSettings(
                host,
                port,
                apiKey,
                seed,
                clock,
                customers,
                products,
                locations,
                newSales,
                changesPerSecond,
                keptVersions,
                queuedEvents,
                dialect);
    }

    private SimulatorSettings copy(
            String newHost,
            int newPort,
            String newKey,
            long newSeed,
            Clock newClock,
            double newRate,
            int newKept,
            int newQueued,
            Dialect newDialect) {
        return new SimulatorSettings(
                newHost,
                newPort,
                newKey,
                newSeed,
                newClock,
                customers,
                products,
                locations,
                sales,
                newRate,
                newKept,
                newQueued,
                newDialect);
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "SimulatorSettings[host=" + host + ", port=" + port + ", seed=" + seed + ", customers=" + customers
                + ", products=" + products + ", locations=" + locations + ", sales=" + sales + ", changesPerSecond="
                + changesPerSecond + ", keptVersions=" + keptVersions + ", queuedEvents=" + queuedEvents
                + ", dialect=" + dialect + "]";
    }
}
