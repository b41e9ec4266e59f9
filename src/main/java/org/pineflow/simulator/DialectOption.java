package org.pineflow.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing the FD1 documentation leaves open, or tells in two ways, with the readings the simulator can speak.
 * {@link Dialect} lists them all.
 *
 * @param <T> the type of the option's value
 */
public final class DialectOption<T> {

    private final String name;
    private final T plain;
    private final String allowed;
    private final String meaning;
    private final Class<T> type;
    private final Function<String, T> reader;

    private DialectOption(
            String name, Class<T> type, T plain, String allowed, String meaning, Function<String, T> reader) {
        this.name = name;
        this.type = type;
        this.plain = plain;
        this.allowed = allowed;
        this.meaning = meaning;
        this.reader = reader;
    }

    static <E extends Enum<E>> DialectOption<E> oneOf(String name, E plain, String meaning) {
        Class<E> type = plain.getDeclaringClass();
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(DialectOption::label).collect(Collectors.joining(" | "));
        return new DialectOption<>(name, type, plain, allowed, meaning, text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> label(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
    }

    static DialectOption<Boolean> flag(String name, String meaning) {
        return new DialectOption<>(name, Boolean.class, false, "false | true", meaning, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    static DialectOption<Integer> number(String name, int plain, int least, String meaning) {
        String allowed = "a whole number from " + least;
        return new DialectOption<>(name, Integer.class, plain, allowed, meaning, text -> {
            int number = Integer.parseInt(text);
            if (number < least) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    static DialectOption<String> text(String name, String plain, Pattern pattern, String allowed, String meaning) {
        return new DialectOption<>(name, String.class, plain, allowed, meaning, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    /** The name it has on the command line. */
    public String name() {
        return name;
    }

    /** The value in {@link Dialect#plain()}. */
    public T plain() {
        return plain;
    }

    /** The plain value as it is written on the command line. */
    public String plainText() {
        return text(plain);
    }

    /** What may be given, for people. */
    public String allowed() {
        return allowed;
    }

    /** What it changes on the wire, for people. */
    public String meaning() {
        return meaning;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException when it is not allowed here; the message names the option and what is
     */
    public T read(String text) {
        try {
            return reader.apply(text.strip());
        } catch (IllegalArgumentException notAllowed) {
            throw new IllegalArgumentException(
                    "Dialect option '" + name + "' cannot be '" + text + "'. Give " + allowed + ".", notAllowed);
        }
    }

    T cast(Object value) {
        return type.cast(value);
    }

    static String text(Object value) {
        return value instanceof Enum<?> constant ? label(constant) : String.valueOf(value);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return name;
    }
}
