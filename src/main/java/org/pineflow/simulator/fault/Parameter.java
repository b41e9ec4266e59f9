package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value that a fault's text may set.
 *
 * @param <T> the type of the value
 */
public final class Parameter<T> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final String name;
    private final String plain;
    private final String allowed;
    private final Function<String, T> reader;

    private Parameter(String name, String plain, String allowed, Function<String, T> reader) {
        this.name = name;
        this.plain = plain;
        this.allowed = allowed;
        this.reader = reader;
    }

    /** The reader throws an {@link IllegalArgumentException} for what is not allowed. */
    static <T> Parameter<T> of(String name, String plain, String allowed, Function<String, T> reader) {
        return new Parameter<>(name, plain, allowed, reader);
    }

    static Parameter<Integer> number(String name, int plain, int least) {
        return of(name, Integer.toString(plain), "a whole number from " + least, text -> {
            int number = Integer.parseInt(text);
            if (number < least) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    static Parameter<Duration> duration(String name, String plain) {
        return of(name, plain, "a time such as 500ms, 10s, 2m", Parameter::readDuration);
    }

    static Parameter<Boolean> flag(String name) {
        return of(name, "false", "false | true", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    static Parameter<String> text(String name, String plain) {
        return of(name, plain, "a text without commas", Function.identity());
    }

    static <E extends Enum<E>> Parameter<E> oneOf(String name, E plain) {
        String allowed = String.join(
                " | ",
                Arrays.stream(plain.getDeclaringClass().getEnumConstants())
                        .map(Parameter::label)
                        .toList());
        return of(name, label(plain), allowed, text -> Arrays.stream(
                        plain.getDeclaringClass().getEnumConstants())
                .filter(constant -> label(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
    }

    /** The name it has in a fault's text. */
    public String name() {
        return name;
    }

    /** The value it has unless given, as text. */
    public String plain() {
        return plain;
    }

    /** What may be given, for people. */
    public String allowed() {
        return allowed;
    }

    /**
     * Its value among those given, else the plain one.
     *
     * @throws IllegalArgumentException when the value is not allowed here; the message names the parameter and what is
     */
    T in(Map<String, String> given) {
        String text = given.getOrDefault(name, plain);
        try {
            return reader.apply(text.strip());
        } catch (IllegalArgumentException notAllowed) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be '" + text + "'. Give " + allowed + ".", notAllowed);
        }
    }

    private static Duration readDuration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException();
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
