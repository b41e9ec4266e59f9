package org.pineflow.simulator;

import static org.pineflow.simulator.DialectOption.flag;
import static org.pineflow.simulator.DialectOption.number;
import static org.pineflow.simulator.DialectOption.oneOf;
import static org.pineflow.simulator.DialectOption.text;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

    private static final Pattern PATH = Pattern.compile("([vq]\\.)?[^.\\s]+");
    private static final Pattern PATH_AND_VALUE = Pattern.compile("([vq]\\.)?[^.=\\s]+=\\S+");
    private static final Pattern WORDS = Pattern.compile("\\S+");

    public static final DialectOption<Boolean> HELLO =
            flag("hello", "an almost empty packet is sent before login; else silence");
    public static final DialectOption<Login> LOGIN =
            oneOf("login", Login.REPLY, "answer to a login with the right key; silent lets it in without a word");
    public static final DialectOption<Refusal> REFUSAL =
            oneOf("refusal", Refusal.ERROR, "answer to a login with a wrong key");
    public static final DialectOption<UpgradeHeader> UPGRADE_HEADER = oneOf(
            "upgradeHeader", UpgradeHeader.NONE, "header with the api key that the upgrade needs; without it 401");
    public static final DialectOption<Echo> RP =
            oneOf("rp", Echo.SAME, "rp of a numeric rq: the same number, or a string");
    public static final DialectOption<Address> R = oneOf("r", Address.FULL, "r in answers");
    public static final DialectOption<Support> CHUNKS = oneOf(
            "chunks",
            Support.HONOURED,
            "mo:\"chunk\"; ignored: the whole answer in one packet without ch; rejected: an error");
    public static final DialectOption<Integer> CHUNK_ROWS = number("chunkRows", 500, 1, "rows in a chunk");
    public static final DialectOption<LastChunk> LAST_CHUNK =
            oneOf("lastChunk", LastChunk.EMPTY, "what the packet with ch:0 holds");
    public static final DialectOption<ChunkOrder> CHUNK_ORDER =
            oneOf("chunkOrder", ChunkOrder.RISING, "swapped: 2, 1, 4, 3, …");
    public static final DialectOption<Integer> DROP_CHUNK =
            number("dropChunk", 0, 0, "the chunk with this number is never sent; 0 = none");
    public static final DialectOption<Integer> REPEAT_CHUNK =
            number("repeatChunk", 0, 0, "the chunk with this number is sent twice; 0 = none");
    public static final DialectOption<RowOrder> ROWS =
            oneOf("rows", RowOrder.TABLE, "order of the rows of a read; table order is not rve order");
    public static final DialectOption<RowsPlace> ROWS_PLACE =
            oneOf("rowsPlace", RowsPlace.DATA_ROWS, "where an answer has its rows");
    public static final DialectOption<String> RVE_FILTERS = text(
            "rveFilters",
            "all",
            WORDS,
            "all, none, or a list as in _rve(gt),rve(>)",
            "the spellings of an rve condition in q that work; others are ignored");
    public static final DialectOption<RveForm> RVE_FORM = oneOf(
            "rveForm", RveForm.LONG, "how rows write their rve; the rounded forms went through a JavaScript number");
    public static final DialectOption<String> RVE_NAME = text(
            "rveName", "rve", Pattern.compile("rve|_rve|RVE|rvel"), "rve | _rve | RVE | rvel", "its member's name");
    public static final DialectOption<RvePlace> RVE_PLACE = oneOf(
            "rvePlace",
            RvePlace.ROW,
            "where an event has its rve: in the row, in data or v beside it, or at top level");
    public static final DialectOption<Payload> PAYLOAD =
            oneOf("payload", Payload.DATA_ROWS, "where an event has its row");
    public static final DialectOption<String> RESTART_ARGUMENT = text(
            "restartArgument",
            "v.rve",
            PATH,
            "v.NAME, q.NAME or NAME, as in q._rve(>=)",
            "the argument of open_firehose that asks for history");
    public static final DialectOption<Support> RESTART =
            oneOf("restart", Support.HONOURED, "the restart argument; ignored: the firehose starts from now");
    public static final DialectOption<Support> OTHER_RESTART = oneOf(
            "otherRestart", Support.REJECTED, "a restart argument of another spelling; honoured is read as ignored");
    public static final DialectOption<RowOrder> HISTORY =
            oneOf("history", RowOrder.RVE, "order of history in an un-sequenced restart");
    public static final DialectOption<String> SEQUENCED_ARGUMENT = text(
            "sequencedArgument",
            "v.sequenced=true",
            PATH_AND_VALUE,
            "v.NAME=VALUE, q.NAME=VALUE or NAME=VALUE",
            "the argument that asks for a sequenced restart");
    public static final DialectOption<Sequencing> SEQUENCING =
            oneOf("sequencing", Sequencing.ON_REQUEST, "whether a restart is sequenced: all history by rve, then live");
    public static final DialectOption<Ack> ACK =
            oneOf("ack", Ack.REPLY, "answer to open_firehose: an answer without data, sc firehose.status, or none");
    public static final DialectOption<Support> CANCEL = oneOf("cancel", Support.HONOURED, "fd1.session.cancel_request");
    public static final DialectOption<ErrorForm> ERROR_FORM =
            oneOf("errorForm", ErrorForm.OBJECT, "form of an error packet");
    public static final DialectOption<String> ERROR_NAME = text(
            "errorName",
            "error",
            Pattern.compile("error|errors|err|e"),
            "error | errors | err | e",
            "the member that holds the error");
    public static final DialectOption<Integer> RESPONSE_ROWS =
            number("responseRows", 1000, 1, "most rows in an answer that is not chunked");
    public static final DialectOption<Oversize> OVERSIZE =
            oneOf("oversize", Oversize.TRUNCATE, "what happens to an answer above responseRows");
    public static final DialectOption<Framing> FRAMING = oneOf(
            "framing",
            Framing.SINGLE,
            "one message a packet, in several frames, several packets as an array, or one a line");
    public static final DialectOption<Boolean> DELETED =
            flag("deleted", "reads return soft-deleted rows too, with deletedtu");

    private static final List<DialectOption<?>> OPTIONS = List.of(
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

    private static final Dialect PLAIN = new Dialect(Map.of());

    private final Map<DialectOption<?>, Object> chosen;

    private Dialect(Map<DialectOption<?>, Object> chosen) {
        this.chosen = chosen;
    }

    /** Every option at its plain value. */
    public static Dialect plain() {
        return PLAIN;
    }

    /** All options, in the order of the documentation. */
    public static List<DialectOption<?>> options() {
        return OPTIONS;
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
        return OPTIONS.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no dialect option '" + name + "'. Did you mean '" + nearest(name) + "'?"));
    }

    private static String nearest(String name) {
        return OPTIONS.stream()
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
