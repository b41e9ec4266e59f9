package org.pineflow.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing the FD1 documentation leaves open, or tells in two ways, with the readings the simulator can speak. What each
 * changes on the wire is in its {@link #meaning()}.
 *
 * @param <T> the type of the option's value
 */
public final class DialectOption<T> {

    private static final Pattern PATH = Pattern.compile("([vq]\\.)?[^.\\s]+");
    private static final Pattern PATH_AND_VALUE = Pattern.compile("([vq]\\.)?[^.=\\s]+=\\S+");
    private static final Pattern WORDS = Pattern.compile("\\S+");

    public static final DialectOption<Boolean> HELLO =
            flag("hello", "an almost empty packet is sent before login; else silence");
    public static final DialectOption<Dialect.Login> LOGIN = oneOf(
            "login", Dialect.Login.REPLY, "answer to a login with the right key; silent lets it in without a word");
    public static final DialectOption<Dialect.Refusal> REFUSAL =
            oneOf("refusal", Dialect.Refusal.ERROR, "answer to a login with a wrong key");
    public static final DialectOption<Dialect.UpgradeHeader> UPGRADE_HEADER = oneOf(
            "upgradeHeader",
            Dialect.UpgradeHeader.NONE,
            "header with the api key that the upgrade needs; without it 401");
    public static final DialectOption<Dialect.Echo> RP =
            oneOf("rp", Dialect.Echo.SAME, "rp of a numeric rq: the same number, or a string");
    public static final DialectOption<Dialect.Address> R = oneOf("r", Dialect.Address.FULL, "r in answers");
    public static final DialectOption<Dialect.Support> CHUNKS = oneOf(
            "chunks",
            Dialect.Support.HONOURED,
            "mo:\"chunk\"; ignored: the whole answer in one packet without ch; rejected: an error");
    public static final DialectOption<Integer> CHUNK_ROWS = number("chunkRows", 500, 1, "rows in a chunk");
    public static final DialectOption<Dialect.LastChunk> LAST_CHUNK =
            oneOf("lastChunk", Dialect.LastChunk.EMPTY, "what the packet with ch:0 holds");
    public static final DialectOption<Dialect.ChunkOrder> CHUNK_ORDER =
            oneOf("chunkOrder", Dialect.ChunkOrder.RISING, "swapped: 2, 1, 4, 3, …");
    public static final DialectOption<Integer> DROP_CHUNK =
            number("dropChunk", 0, 0, "the chunk with this number is never sent; 0 = none");
    public static final DialectOption<Integer> REPEAT_CHUNK =
            number("repeatChunk", 0, 0, "the chunk with this number is sent twice; 0 = none");
    public static final DialectOption<Dialect.RowOrder> ROWS =
            oneOf("rows", Dialect.RowOrder.TABLE, "order of the rows of a read; table order is not rve order");
    public static final DialectOption<Dialect.RowsPlace> ROWS_PLACE =
            oneOf("rowsPlace", Dialect.RowsPlace.DATA_ROWS, "where an answer has its rows");
    public static final DialectOption<String> RVE_FILTERS = text(
            "rveFilters",
            "all",
            WORDS,
            "all, none, or a list as in _rve(gt),rve(>)",
            "the spellings of an rve condition in q that work; others are ignored");
    public static final DialectOption<Dialect.RveForm> RVE_FORM = oneOf(
            "rveForm",
            Dialect.RveForm.LONG,
            "how rows write their rve; the rounded forms went through a JavaScript number");
    public static final DialectOption<String> RVE_NAME = text(
            "rveName", "rve", Pattern.compile("rve|_rve|RVE|rvel"), "rve | _rve | RVE | rvel", "its member's name");
    public static final DialectOption<Dialect.RvePlace> RVE_PLACE = oneOf(
            "rvePlace",
            Dialect.RvePlace.ROW,
            "where an event has its rve: in the row, in data or v beside it, or at top level");
    public static final DialectOption<Dialect.Payload> PAYLOAD =
            oneOf("payload", Dialect.Payload.DATA_ROWS, "where an event has its row");
    public static final DialectOption<String> RESTART_ARGUMENT = text(
            "restartArgument",
            "v.rve",
            PATH,
            "v.NAME, q.NAME or NAME, as in q._rve(>=)",
            "the argument of open_firehose that asks for history");
    public static final DialectOption<Dialect.Support> RESTART =
            oneOf("restart", Dialect.Support.HONOURED, "the restart argument; ignored: the firehose starts from now");
    public static final DialectOption<Dialect.OtherSpelling> OTHER_RESTART =
            oneOf("otherRestart", Dialect.OtherSpelling.REJECTED, "a restart argument of another spelling");
    public static final DialectOption<Dialect.RowOrder> HISTORY =
            oneOf("history", Dialect.RowOrder.RVE, "order of history in an un-sequenced restart");
    public static final DialectOption<String> SEQUENCED_ARGUMENT = text(
            "sequencedArgument",
            "v.sequenced=true",
            PATH_AND_VALUE,
            "v.NAME=VALUE, q.NAME=VALUE or NAME=VALUE",
            "the argument that asks for a sequenced restart");
    public static final DialectOption<Dialect.Sequencing> SEQUENCING = oneOf(
            "sequencing",
            Dialect.Sequencing.ON_REQUEST,
            "whether a restart is sequenced: all history by rve, then live");
    public static final DialectOption<Dialect.Ack> ACK = oneOf(
            "ack", Dialect.Ack.REPLY, "answer to open_firehose: an answer without data, sc firehose.status, or none");
    public static final DialectOption<Dialect.Support> CANCEL =
            oneOf("cancel", Dialect.Support.HONOURED, "fd1.session.cancel_request");
    public static final DialectOption<Dialect.ErrorForm> ERROR_FORM =
            oneOf("errorForm", Dialect.ErrorForm.OBJECT, "form of an error packet");
    public static final DialectOption<String> ERROR_NAME = text(
            "errorName",
            "error",
            Pattern.compile("error|errors|err|e"),
            "error | errors | err | e",
            "the member that holds the error");
    public static final DialectOption<Integer> RESPONSE_ROWS =
            number("responseRows", 1000, 1, "most rows in an answer that is not chunked");
    public static final DialectOption<Dialect.Oversize> OVERSIZE =
            oneOf("oversize", Dialect.Oversize.TRUNCATE, "what happens to an answer above responseRows");
    public static final DialectOption<Dialect.Framing> FRAMING = oneOf(
            "framing",
            Dialect.Framing.SINGLE,
            "one message a packet, in several frames, several packets as an array, or one a line");
    public static final DialectOption<Boolean> DELETED =
            flag("deleted", "reads return soft-deleted rows too, with deletedtu");

    private static final List<DialectOption<?>> ALL = List.of(
            HELLO,
            LOGIN,
            REFUSAL,
            UPGRADE_HEADER,
            RP,
            R,
            CHUNKS,
            CHUNK_ROWS,
            LAST_CHUNK,
            CHUNK_ORDER,
            DROP_CHUNK,
            REPEAT_CHUNK,
            ROWS,
            ROWS_PLACE,
            RVE_FILTERS,
            RVE_FORM,
            RVE_NAME,
            RVE_PLACE,
            PAYLOAD,
            RESTART_ARGUMENT,
            RESTART,
            OTHER_RESTART,
            HISTORY,
            SEQUENCED_ARGUMENT,
            SEQUENCING,
            ACK,
            CANCEL,
            ERROR_FORM,
            ERROR_NAME,
            RESPONSE_ROWS,
            OVERSIZE,
            FRAMING,
            DELETED);

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

    /** All options, in the order of the documentation. */
    public static List<DialectOption<?>> all() {
        return ALL;
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
