package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When a fault strikes, whom and how often. Immutable.
 *
 * @param on the event or endpoint struck; {@code *} at its end stands for any rest
 * @param at the occasions struck
 * @param chunk the number of the chunk struck; 0 = whatever the packet
 * @param nth how many matching moments there are until the first that is struck, that one included
 * @param after how long it waits before it counts
 * @param probability how likely each matching moment is struck from then on
 * @param times how often it strikes at most; 0 = without limit
 * @param lasting how long from its first strike it strikes, or how long its effect on a connection lasts; zero = for good
 * @param byItself whether it strikes by itself, without waiting for a moment
 */
record FaultRule(
        String on,
        Set<Occasion> at,
        int chunk,
        int nth,
        Duration after,
        double probability,
        int times,
        Duration lasting,
        boolean byItself) {

    private static final String ALL = "all";

    static final Parameter<String> ON = Parameter.text("on", "*");
    static final Parameter<Set<Occasion>> AT =
            Parameter.of("at", "", "one or more, joined by +, of " + Occasion.texts(), FaultRule::occasions);
    static final Parameter<Integer> CHUNK = Parameter.number("chunk", 0, 0);
    static final Parameter<Integer> NTH = Parameter.number("nth", 1, 1);
    static final Parameter<Duration> AFTER = Parameter.duration("after", "0");
    static final Parameter<Double> PROBABILITY =
            Parameter.of("p", "1", "a number above 0 and up to 1", FaultRule::probability);
    static final Parameter<Integer> TIMES =
            Parameter.of("times", "1", "a whole number from 1, or " + ALL, FaultRule::times);
    static final Parameter<Duration> FOR = Parameter.duration("for", "0");

    static final List<Parameter<?>> PARAMETERS = List.of(ON, AT, CHUNK, NTH, AFTER, PROBABILITY, TIMES, FOR);

    /**
     * Reads the rule of a fault.
     *
     * @throws IllegalArgumentException when a value is not allowed
     */
    static FaultRule of(FaultKind kind, Map<String, String> given) {
        Set<Occasion> at = given.containsKey(AT.name()) ? AT.in(given) : kind.occasions();
        if (!kind.possible().containsAll(at)) {
            throw new IllegalArgumentException("'at' cannot be '" + given.get(AT.name())
                    + "' here. Give one or more of "
                    + String.join(
                            " | ", kind.possible().stream().map(Occasion::text).toList()) + ".");
        }
        Duration lasting = FOR.in(given);
        boolean oftenUnlessTold =
                given.containsKey(PROBABILITY.name()) || !lasting.isZero() && kind.target() != FaultKind.Target.LINE;
        int chunk = CHUNK.in(given);
        boolean waits = List.of(AT, CHUNK, NTH, PROBABILITY).stream()
                .map(Parameter::name)
                .anyMatch(given::containsKey);
        return new FaultRule(
                ON.in(given).replaceFirst("^fd1\\.", ""),
                chunk == 0 ? at : EnumSet.of(Occasion.CHUNK),
                chunk,
                NTH.in(given),
                AFTER.in(given),
                PROBABILITY.in(given),
                oftenUnlessTold && !given.containsKey(TIMES.name()) ? 0 : TIMES.in(given),
                lasting,
                kind.target().strikesByItself() && !waits);
    }

    boolean concerns(Moment moment) {
        return at.contains(moment.occasion()) && (chunk == 0 || chunk == moment.chunk()) && names().test(moment.name());
    }

    /** Whether an event or endpoint is meant. */
    Predicate<String> names() {
        return on.endsWith("*") ? name -> name.startsWith(on.substring(0, on.length() - 1)) : on::equals;
    }

    private static Set<Occasion> occasions(String text) {
        Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
        Arrays.stream(text.split("\\+"))
                .map(part -> Occasion.find(part.strip()).orElseThrow(IllegalArgumentException::new))
                .forEach(occasions::add);
        return occasions;
    }

    private static double probability(String text) {
        double probability = Double.parseDouble(text);
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException();
        }
        return probability;
    }

    private static int times(String text) {
        if (text.equals(ALL)) {
            return 0;
        }
        int times = Integer.parseInt(text);
        if (times < 1) {
            throw new IllegalArgumentException();
        }
        return times;
    }
}
