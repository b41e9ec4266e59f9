package org.pineflow.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is measured: the scenarios, in order.
 *
 * @param events of the usual run; the larger and smaller ones are in proportion
 * @param seconds that a paced run takes
 */
record Programme(int events, int seconds) {

    /** The parts that can be chosen. */
    static final List<String> GROUPS = List.of("firehose", "calm", "delay", "poll", "growth", "allocation");

    private static final String ISAL = "pineflow-isal";
    private static final String JDK = "pineflow-jdk";
    private static final List<String> ALL = List.of(
            ISAL,
            JDK,
            "sockets-isal",
            "sockets-jdk-1",
            "netty-isal",
            "bun-1",
            "bun-6",
            "node-1",
            "node-6",
            "node-red",
            "camel");
    private static final List<String> CALM =
            List.of(ISAL, JDK, "sockets-isal", "netty-isal", "bun-1", "node-1", "node-red", "camel");

    /** Those that keep the order of events, and so have one post in flight. */
    private static final List<String> ORDERED = List.of(ISAL, "netty-isal", "node-1");

    private static final int START_AND_STOP_SECONDS = 5;
    private static final int USUAL_SPEED = 120_000;

    private static final int[] CALM_RATES = {10_000, 20_000};
    private static final int CALM_WAIT = 50;
    private static final int SLOW_MILLIS = 10;
    /** A larger event takes more of everything; the runs shall be about as long. */
    private static final int[][] SIZES = {{200, 1}, {2048, 4}, {20_480, 20}};

    private static final int[] STREAMS = {1, 10, 200};

    /**
     * The scenarios of these parts.
     *
     * @param groups of {@link #GROUPS}
     * @param programs only these; empty = all
     */
    List<Scenario> scenarios(Set<String> groups, Set<String> programs) {
        List<Scenario> all = new ArrayList<>();
        Load usual = Load.USUAL.with("events=" + events);
        all.add(new Scenario("firehose", "firehose", usual, ALL));
        for (int rate : CALM_RATES) {
            Load load = usual.with("events=" + rate * seconds + ",rate=" + rate + ",batchWait=" + CALM_WAIT);
            all.add(new Scenario("calm", "calm-" + rate, load, CALM));
        }
        Load slow = usual.with("delay=" + SLOW_MILLIS);
        all.add(new Scenario("delay", "delay-1", slow.with("events=" + events / 4), ORDERED));
        all.add(new Scenario("delay", "delay-8", slow.with("inFlight=8"), List.of(ISAL, JDK)));
        all.add(new Scenario("poll", "poll", usual.with("kind=poll"), List.of(ISAL, JDK)));
        for (long count : new long[] {events / 10, events, 10L * events}) {
            all.add(growth("events-" + count, usual.with("events=" + count)));
        }
        for (int[] size : SIZES) {
            all.add(growth("size-" + size[0], usual.with("size=" + size[0] + ",events=" + events / size[1])));
        }
        for (int streams : STREAMS) {
            all.add(growth("streams-" + streams, usual.with("streams=" + streams)));
        }
        all.add(new Scenario("allocation", "allocation", usual.with("events=" + 2 * events), List.of(ISAL, JDK)));
        return all.stream()
                .filter(scenario -> groups.contains(scenario.group()))
                .map(scenario -> new Scenario(
                        scenario.group(), scenario.name(), scenario.load(), chosen(scenario.programs(), programs)))
                .filter(scenario -> !scenario.programs().isEmpty())
                .toList();
    }

    /** About how long these take, on two cores. */
    static long minutes(List<Scenario> scenarios, int rounds) {
        double seconds = 0;
        for (Scenario scenario : scenarios) {
            Load load = scenario.load();
            double one =
                    START_AND_STOP_SECONDS + (double) load.events() / (load.rate() > 0 ? load.rate() : USUAL_SPEED);
            seconds += rounds * scenario.programs().size() * one;
        }
        return Math.round(Math.ceil(seconds / 60));
    }

    private static Scenario growth(String name, Load load) {
        return new Scenario("growth", name, load, List.of(ISAL));
    }

    private static List<String> chosen(List<String> programs, Set<String> chosen) {
        return programs.stream()
                .filter(program -> chosen.isEmpty() || chosen.contains(program))
                .toList();
    }
}
