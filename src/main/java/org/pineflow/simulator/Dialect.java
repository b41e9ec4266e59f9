package org.pineflow.simulator;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the server speaks where the FD1 documentation is silent or tells two stories. Immutable. Every option has a plain
 * value, which is the likeliest reading; {@code with} changes one, {@link #parse} reads {@code name=value} texts.
 */
public final class Dialect {

    /** The answer to a login with the right key. */
    public enum Login {
        REPLY,
        ERROR,
        SILENT,
        CLOSE
    }

    /** The answer to a login with a wrong key. */
    public enum Refusal {
        ERROR,
        SILENT,
        CLOSE
    }

    /** How {@code rq} comes back in {@code rp}. */
    public enum Echo {
        SAME,
        STRING
    }

    /** How the endpoint comes back in {@code r}. */
    public enum Address {
        FULL,
        WITHOUT_PREFIX,
        OMITTED
    }

    /** What the packet with {@code ch:0} holds. */
    public enum LastChunk {
        EMPTY,
        ROWS,
        NO_DATA
    }

    /** The order in which chunks are sent; the last is last in both. */
    public enum ChunkOrder {
        RISING,
        SWAPPED
    }

    /** The order of rows in a read, or of history in a firehose. */
    public enum RowOrder {
        TABLE,
        RVE,
        SHUFFLED
    }

    /** Whether a feature is there. */
    public enum Support {
        HONOURED,
        IGNORED,
        REJECTED
    }

    /** What happens to an argument of another spelling. */
    public enum OtherSpelling {
        REJECTED,
        IGNORED
    }

    /** When a restarted firehose sends its history first and holds live changes back. */
    public enum Sequencing {
        ON_REQUEST,
        ALWAYS,
        NEVER
    }

    /** How an rve is written in rows. */
    public enum RveForm {
        LONG,
        ROUNDED_LONG,
        DOUBLE,
        ROUNDED_DOUBLE,
        MIXED,
        STRING
    }

    /** Where an event has its rve. */
    public enum RvePlace {
        ROW,
        PAYLOAD,
        PACKET
    }

    /** Where an event has its row. */
    public enum Payload {
        DATA_ROWS,
        DATA_ARRAY,
        DATA,
        V_ROWS,
        V,
        PACKET
    }

    /** Where an answer has its rows. */
    public enum RowsPlace {
        DATA_ROWS,
        DATA_ARRAY,
        V_ROWS
    }

    /** How the opening of a firehose is answered. */
    public enum Ack {
        REPLY,
        STATUS,
        NONE
    }

    /** The form of an error packet. */
    public enum ErrorForm {
        OBJECT,
        IN_DATA,
        STRING,
        UPPER_CASE
    }

    /** What happens to an answer above the limit of rows that is not chunked. */
    public enum Oversize {
        TRUNCATE,
        ERROR
    }

    /** How packets travel in WebSocket messages. */
    public enum Framing {
        SINGLE,
        FRAGMENTED,
        ARRAY,
        LINES
    }

    /** What the upgrade request must carry: the api key in one of these headers. */
    public enum UpgradeHeader {
        NONE,
        X_APIKEY,
        X_API_KEY,
        AUTHORIZATION
    }

    private static final Dialect PLAIN = new Dialect(Map.of());

    private final Map<DialectOption<?>, Object> chosen;

    private Dialect(Map<DialectOption<?>, Object> chosen) {
        this.chosen = chosen;
    }

    /** Every option at its plain value. */
    public static Dialect plain() {
        return PLAIN;
    }

    /**
     * Reads {@code name=value} texts; a later one wins.
     *
     * @throws IllegalArgumentException when a name or value is not known; the message names the nearest right one
     */
    public static Dialect parse(List<String> settings) {
        Dialect dialect = PLAIN;
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Dialect setting '" + setting + "' is not name=value.");
            }
            DialectOption<?> option = option(setting.substring(0, equals).strip());
            dialect = dialect.withText(option, setting.substring(equals + 1));
        }
        return dialect;
    }

    /** This dialect but for one option. */
    public <T> Dialect with(DialectOption<T> option, T value) {
        return withText(option, DialectOption.text(value));
    }

    /** The value of an option. */
    public <T> T get(DialectOption<T> option) {
        Object value = chosen.get(option);
        return value == null ? option.plain() : option.cast(value);
    }

    private Dialect withText(DialectOption<?> option, String value) {
        Map<DialectOption<?>, Object> changed = new LinkedHashMap<>(chosen);
        changed.put(option, option.read(value));
        return new Dialect(changed);
    }

    private static DialectOption<?> option(String name) {
        return DialectOption.all().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no dialect option '" + name + "'. Did you mean '" + nearest(name) + "'?"));
    }

    private static String nearest(String name) {
        return DialectOption.all().stream()
                .map(DialectOption::name)
                .min(Comparator.comparingInt(option -> EditDistance.between(option, name)))
                .orElseThrow();
    }

    /** The settings that are not plain, as they are written on the command line. */
    @Override
    public String toString() {
        return chosen.isEmpty()
                ? "plain"
                : chosen.entrySet().stream()
                        .map(entry -> entry.getKey().name() + "=" + DialectOption.text(entry.getValue()))
                        .collect(Collectors.joining(" "));
    }
}
