package org.pineflow.bench.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What Pineflow shall reach, and what it reached: medians of the same programme. What was not measured is left out. */
final class Goals {

    private static final String ISAL = "pineflow-isal";
    private static final String JDK = "pineflow-jdk";
    private static final String FULL = "firehose";
    private static final String CALM = "calm-20000";
    private static final String STEADY = "steadyCpu";
    private static final String SPEED = "eventsPerSecond";

    private static final String BY_EVENTS = "events-";

    private final Results results;
    private final StringBuilder lines = new StringBuilder();

    Goals(Results results) {
        this.results = results;
    }

    /** The goals as a table in Markdown; empty when nothing was measured that there is a goal for. */
    String table() {
        steady();
        calm();
        atMost("polls, ISA-L, steady", 1.5, figure("poll", ISAL, STEADY));
        atLeast("events/s at full speed", 350_000, figure(FULL, ISAL, SPEED));
        atLeast("events/s, sink 10 ms away, 8 posts in flight", 150_000, figure("delay-8", ISAL, SPEED));
        atMost("ms until 99 of 100 have their receipt, at 10,000 a second", 75, figure("calm-10000", ISAL, "p99"));
        atMost("MiB of memory, sink 10 ms away", 160, figure("delay-8", ISAL, "rssMiB"));
        atMost("bytes allocated an event", 60, figure("allocation", ISAL, "bytesPerEvent"));
        growth();
        wrong();
        return lines.isEmpty() ? "" : "| goal | reach | measured | |\n|---|---|---|---|\n" + lines.toString();
    }

    private void steady() {
        OptionalDouble isal = figure(FULL, ISAL, STEADY);
        OptionalDouble jdk = figure(FULL, JDK, STEADY);
        OptionalDouble node = figure(FULL, "node-1", STEADY);
        atMost("ISA-L, steady", 1.5, isal);
        atMost("ISA-L, steady, beside Node level 1", 0.35, ratio(isal, node));
        atMost("ISA-L, steady, beside Bun level 1", 0.8, ratio(isal, figure(FULL, "bun-1", STEADY)));
        atMost("JDK level 1, steady", 3, jdk);
        atMost("JDK level 1, steady, beside Node level 1", 0.7, ratio(jdk, node));
    }

    private void calm() {
        OptionalDouble calm = figure(CALM, ISAL, STEADY);
        atMost("20,000 events a second, steady", 3.5, calm);
        atMost("20,000 events a second, steady, beside Bun level 1", 0.6, ratio(calm, figure(CALM, "bun-1", STEADY)));
        atMost(
                "20,000 events a second, steady, beside a plain Camel route",
                0.2,
                ratio(calm, figure(CALM, "camel", STEADY)));
    }

    /** Both are of the programme's usual number of events, once and ten times. */
    private void growth() {
        long most = results.scenarios("growth").keySet().stream()
                .filter(scenario -> scenario.startsWith(BY_EVENTS))
                .mapToLong(scenario -> Long.parseLong(scenario.substring(BY_EVENTS.length())))
                .max()
                .orElse(0);
        atMost(
                "steady of ten times the events, beside that of the usual number",
                1.05,
                ratio(figure(BY_EVENTS + most, ISAL, STEADY), figure(BY_EVENTS + most / 10, ISAL, STEADY)));
    }

    private void wrong() {
        long wrong = 0;
        for (String program : List.of(ISAL, JDK)) {
            for (String fault : List.of("lost", "unknown", "keyDisorders", "positionsAhead")) {
                wrong += Results.sum(results.programs().getOrDefault(program, List.of()), fault);
            }
        }
        atMost("lost, out of order within a key, or positions ahead", 0, OptionalDouble.of(wrong));
    }

    private OptionalDouble figure(String scenario, String program, String figure) {
        Optional<Spread> spread = Results.spread(results.programs(scenario).getOrDefault(program, List.of()), figure);
        return spread.map(value -> OptionalDouble.of(value.median())).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble ratio(OptionalDouble part, OptionalDouble whole) {
        return part.isPresent() && whole.isPresent() && whole.getAsDouble() > 0
                ? OptionalDouble.of(part.getAsDouble() / whole.getAsDouble())
                : OptionalDouble.empty();
    }

    private void atMost(String what, double limit, OptionalDouble measured) {
        measured.ifPresent(value -> line(what, "≤ " + limit(limit), value, value <= limit));
    }

    private void atLeast(String what, double limit, OptionalDouble measured) {
        measured.ifPresent(value -> line(what, "≥ " + limit(limit), value, value >= limit));
    }

    private static String limit(double limit) {
        return limit == Math.rint(limit) ? Spread.text((long) limit) : String.valueOf(limit);
    }

    private void line(String what, String reach, double value, boolean reached) {
        lines.append("| ").append(what).append(" | ").append(reach).append(" | ");
        lines.append(value == 0 ? "0" : Spread.text(value)).append(" | ");
        lines.append(reached ? "reached" : "**missed**").append(" |\n");
    }
}
