package org.pineflow.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * All that a cell leaves to chance, drawn at once from seed and cell, so that the same seed makes the same fault whichever
 * thread comes first.
 *
 * @param stream the stream whose moment counts
 * @param length how long the fault lasts
 * @param atTheSink at stages that belong to neither side: whether the sink is in trouble, else the wire
 * @param reset whether connections are reset, else closed
 * @param unavailable the status of a sink that is away
 * @param retryAfterIsDate whether Retry-After is a date, else a number of seconds
 * @param clockOfBridge whether the bridge's clock jumps, else the server's
 * @param bridgeJump how far the bridge's clock jumps
 * @param serverJump how far the server's clock jumps
 * @param pause from the moment to the fault, where a moment is the beginning of a write
 * @param drain how long a drain is under way when the fault begins
 * @param trade how long trade goes on after the fault
 */
record Chance(
        Carried stream,
        Duration length,
        boolean atTheSink,
        boolean reset,
        int unavailable,
        boolean retryAfterIsDate,
        boolean clockOfBridge,
        Duration bridgeJump,
        Duration serverJump,
        Duration pause,
        Duration drain,
        Duration trade) {

    static Chance of(Cell cell, long seed) {
        Random random = new Random(
                seed * 1_000_003 + cell.stage().ordinal() * 101L + cell.fault().ordinal());
        random.nextLong();
        boolean hang = cell.fault() == Fault.STOP || cell.fault() == Fault.SILENCE;
        return new Chance(
                stream(cell.stage(), random),
                Duration.ofMillis(300 + random.nextInt(hang ? 3700 : 1200)),
                cell.stage() == Stage.POSITION
                        ? random.nextBoolean()
                        : !cell.stage().isOfTheSource(),
                random.nextBoolean(),
                List.of(500, 502, 503).get(random.nextInt(3)),
                random.nextBoolean(),
                random.nextBoolean(),
                Duration.ofMinutes(random.nextInt(5760) - 2880L),
                Duration.ofMinutes(random.nextInt(1200)),
                Duration.ofNanos(random.nextInt(3_000_000)),
                Duration.ofMillis(100 + random.nextInt(300)),
                Duration.ofMillis(200 + random.nextInt(400)));
    }

    private static Carried stream(Stage stage, Random random) {
        return switch (stage) {
            case OPEN ->
                List.of(Carried.CUSTOMERS, Carried.STOCK, Carried.SALES).get(random.nextInt(3));
            case LIVE -> Carried.CUSTOMERS;
            case REPLAY -> random.nextBoolean() ? Carried.STOCK : Carried.SALES;
            case POLL -> random.nextBoolean() ? Carried.CUSTOMERS : Carried.PRODUCTS;
            default -> Carried.values()[random.nextInt(Carried.values().length)];
        };
    }
}
