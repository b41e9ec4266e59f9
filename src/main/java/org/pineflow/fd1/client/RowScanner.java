package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds members of a JSON object by name, at its top level only, without parsing the rest: one pass over the bytes and
 * no allocation. The object must be well-formed, as {@link Packet} rows are. Of members with the same name the last one
 * counts. Reusable; for one thread at a time.
 */
public final class RowScanner {

    private final byte[][] names;
    private final int[] memberFrom;
    private final int[] valueFrom;
    private final int[] valueTo;

    private final long lengths;

    private byte[] bytes = {};
    private boolean empty = true;

    /** @param names the members to find; index i below is the place in this list */
    public RowScanner(List<String> names) {
        this.names = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.memberFrom = new int[names.size()];
        this.valueFrom = new int[names.size()];
        this.valueTo = new int[names.size()];
        long lengths = 0;
        for (byte[] name : this.names) {
            lengths |= lengthBit(name.length);
        }
        this.lengths = lengths;
    }

    /**
     * Looks through one row of a packet, without going over its bytes where its members were seen already; what was found
     * before is forgotten.
     */
    public void scan(Packet packet, int row) {
        RowTable rows = packet.rows();
        if (!rows.hasMembers(row)) {
            scan(packet.bytes(), rows.from(row), rows.to(row));
            return;
        }
        bytes = packet.bytes();
        Arrays.fill(valueTo, 0);
        int end = rows.endOfMembers(row);
        int member = rows.firstMember(row);
        empty = member == end;
        for (; member < end; member = rows.next(member)) {
            int name = find(rows.nameFrom(member), rows.nameTo(member));
            if (name >= 0) {
                memberFrom[name] = rows.nameFrom(member) - 1;
                valueFrom[name] = rows.valueFrom(member);
                valueTo[name] = rows.valueTo(member);
            }
        }
    }

    /**
     * Scans one object; what was found before is forgotten.
     *
     * @param bytes UTF-8
     * @param from offset of the opening brace
     * @param to offset behind the closing brace
     */
    public void scan(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        Arrays.fill(valueTo, 0);
        int i = skipSpace(bytes, from + 1);
        empty = bytes[i] == '}';
        while (bytes[i] == '"') {
            int nameFrom = i;
            boolean escaped = false;
            for (i++; bytes[i] != '"'; i++) {
                if (bytes[i] == '\\') {
                    escaped = true;
                    i++;
                }
            }
            int name = escaped ? findEscaped(nameFrom + 1, i) : find(nameFrom + 1, i);
            i++;
            i = skipSpace(bytes, i);
            i = skipSpace(bytes, i + 1);
            int start = i;
            i = skipValue(bytes, i);
            if (name >= 0) {
                memberFrom[name] = nameFrom;
                valueFrom[name] = start;
                valueTo[name] = i;
            }
            i = skipSpace(bytes, i);
            if (bytes[i] == ',') {
                i = skipSpace(bytes, i + 1);
            }
        }
        assert i == to - 1 : "the object ends at " + i + " and not at " + (to - 1);
    }

    /** Whether the object has no members at all. */
    public boolean empty() {
        return empty;
    }

    /** Whether the object has the member. */
    public boolean found(int i) {
        return valueTo[i] != 0;
    }

    /** Offset of the quote before the member's name; only when {@link #found}. */
    public int memberFrom(int i) {
        return memberFrom[i];
    }

    /** Offset of the value's first byte, the quote of a string included; only when {@link #found}. */
    public int valueFrom(int i) {
        return valueFrom[i];
    }

    /** Offset behind the value's last byte, the quote of a string included; only when {@link #found}. */
    public int valueTo(int i) {
        return valueTo[i];
    }

    /** Whether the member is there and its value is null. */
    public boolean isNull(int i) {
        return found(i) && bytes[valueFrom[i]] == 'n';
    }

    /** The content of a string, or the literal JSON text of any other value; only when {@link #found}. */
    public String text(int i) {
        int from = valueFrom[i];
        int to = valueTo[i];
        return bytes[from] == '"'
                ? content(from + 1, to - 1)
                : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Offset of the first byte of a text's content, or of any other value; only when {@link #found}. */
    public int contentFrom(int i) {
        return valueFrom[i] + (bytes[valueFrom[i]] == '"' ? 1 : 0);
    }

    /** Offset behind the last byte of a text's content, or of any other value; only when {@link #found}. */
    public int contentTo(int i) {
        return valueTo[i] - (bytes[valueFrom[i]] == '"' ? 1 : 0);
    }

    /** The value as an rve, 0 when it is none; only when {@link #found}. */
    public long rve(int i) {
        long rve = Rve.parseLong(bytes, valueFrom[i], valueTo[i]);
        return rve != 0 ? rve : Rve.parse(text(i)).orElse(0);
    }

    /** Whether the value is a literal, or a text without escapes: its bytes are its content. Only when {@link #found}. */
    public boolean isVerbatim(int i) {
        int from = valueFrom[i];
        return bytes[from] != '"' && bytes[from] != '{' && bytes[from] != '['
                || bytes[from] == '"' && !escaped(from + 1, valueTo[i] - 1);
    }

    private int find(int from, int to) {
        int length = to - from;
        // Most names of a row are none of these, and their length or their first byte says so.
        if ((lengths & lengthBit(length)) == 0) {
            return -1;
        }
        for (int n = 0; n < names.length; n++) {
            byte[] name = names[n];
            if (name.length == length
                    && (length == 0 || name[0] == bytes[from])
                    && Arrays.equals(bytes, from, to, name, 0, length)) {
                return n;
            }
        }
        return -1;
    }

    /** A bit for each length; one for all that are long. */
    private static long lengthBit(int length) {
        return 1L << Math.min(length, Long.SIZE - 1);
    }

    private int findEscaped(int from, int to) {
        byte[] plain = content(from, to).getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < names.length; n++) {
            if (Arrays.equals(plain, names[n])) {
                return n;
            }
        }
        return -1;
    }

    private boolean escaped(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private String content(int from, int to) {
        if (!escaped(from, to)) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        try (JsonParser parser =
                Json.FACTORY.createParser(new String(bytes, from - 1, to - from + 2, StandardCharsets.UTF_8))) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException notWellFormed) {
            throw new UncheckedIOException(notWellFormed);
        }
    }

    private static int skipSpace(byte[] bytes, int i) {
        int at = i;
        while (bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** From the opening quote to behind the closing one. */
    private static int skipString(byte[] bytes, int i) {
        int at = i + 1;
        while (true) {
            at = JsonBytes.plainTo(bytes, at, bytes.length);
            byte b = bytes[at++];
            if (b == '"') {
                return at;
            }
            if (b == '\\') {
                at++;
            }
        }
    }

    private static int skipValue(byte[] bytes, int i) {
        return switch (bytes[i]) {
            case '"' -> skipString(bytes, i);
            case '{', '[' -> skipNested(bytes, i);
            default -> skipLiteral(bytes, i);
        };
    }

    private static int skipNested(byte[] bytes, int i) {
        int depth = 0;
        int at = i;
        while (true) {
            switch (bytes[at]) {
                case '"' -> at = skipString(bytes, at) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
            if (depth == 0) {
                return at;
            }
        }
    }

    private static int skipLiteral(byte[] bytes, int i) {
        int at = i;
        while (true) {
            byte b = bytes[at];
            if (b == ',' || b == '}' || b <= ' ') {
                return at;
            }
            at++;
        }
    }
}
