package org.pineflow.fd1.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the packets that nearly all are, in one pass over their bytes: {@code rp}, a schema, a chunk number, and rows in
 * {@code data} or {@code v}, each written as plain JSON. It never takes for plain what {@link PacketReader} would read in
 * any other way; whatever is unusual or wrong it leaves to that. Reused for message after message; confined to one thread.
 */
final class PlainPacketReader {

    private static final int MAX_CHUNK_DIGITS = 9;
    private static final int MAX_NAME = 6;
    private static final byte[] STATUS = "firehose.status".getBytes(StandardCharsets.US_ASCII);

    /** A text that comes with every packet, made once. */
    private static final class Repeated {

        private byte[] bytes = {};
        private String text = "";

        private String of(byte[] source, int from, int to) {
            if (!Arrays.equals(source, from, to, bytes, 0, bytes.length)) {
                bytes = Arrays.copyOfRange(source, from, to);
                text = new String(bytes, StandardCharsets.UTF_8);
            }
            return text;
        }
    }

    private final Repeated rps = new Repeated();
    private final Repeated schemas = new Repeated();
    private byte[] bytes = {};
    private int to;
    private String rp = "";
    private String schema = "";
    private int chunk;
    private boolean single;
    private int seen;
    private final RowTable rows = new RowTable();

    /**
     * Reads a message of one plain packet.
     *
     * @param bytes UTF-8
     * @param from offset of the first byte
     * @param to offset behind the last byte
     * @return false when it is not plain; then nothing is known about it
     */
    boolean read(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        rp = "";
        schema = "";
        chunk = Packet.NO_CHUNK;
        single = false;
        seen = 0;
        rows.clear();
        int at = JsonBytes.skipSpace(bytes, from, to);
        if (at >= to || bytes[at] != '{') {
            return false;
        }
        at = JsonBytes.skipSpace(bytes, at + 1, to);
        while (at != JsonBytes.NONE && at < to && bytes[at] == '"') {
            at = member(at);
            if (at == JsonBytes.NONE) {
                return false;
            }
            at = JsonBytes.skipSpace(bytes, at, to);
            if (at < to && bytes[at] == '}') {
                return rows.size() > 0 && JsonBytes.skipSpace(bytes, at + 1, to) == to;
            }
            at = at < to && bytes[at] == ',' ? JsonBytes.skipSpace(bytes, at + 1, to) : JsonBytes.NONE;
        }
        return false;
    }

    /** The text of {@code rp}, empty when absent. */
    String rp() {
        return rp;
    }

    /** The text of {@code sc}, empty when absent. */
    String schema() {
        return schema;
    }

    /** Whether the packet is nothing but one record and its envelope, so that others like it may follow in one run. */
    boolean isSingleRecord() {
        return single && chunk == Packet.NO_CHUNK;
    }

    /** The rows, and their members. */
    RowTable rows() {
        return rows;
    }

    /**
     * The packet as an object of its own, good until the next message is read.
     *
     * @param from offset of the message's first byte
     */
    Packet packet(int from) {
        return new Packet(bytes, from, to, rp, schema, chunk, Optional.empty(), true, rows, 0);
    }

    /** From a name of the envelope to behind its value. */
    private int member(int i) {
        int nameTo = JsonBytes.plainTo(bytes, i + 1, to);
        if (nameTo >= to || bytes[nameTo] != '"') {
            return JsonBytes.NONE;
        }
        int value = JsonBytes.skipColon(bytes, nameTo + 1, to);
        if (value == JsonBytes.NONE || value >= to) {
            return JsonBytes.NONE;
        }
        int name = i + 1;
        return switch (nameTo - name) {
            case 1 ->
                switch (bytes[name]) {
                    case 'r' -> text(value) ? JsonBytes.skipText(bytes, value, to) : JsonBytes.NONE;
                    case 'v' -> first(4) ? body(value) : JsonBytes.NONE;
                    default -> JsonBytes.NONE;
                };
            case 2 ->
                switch (bytes[name] << 8 | bytes[name + 1]) {
                    case 'r' << 8 | 'p' -> first(1) ? rp(value) : JsonBytes.NONE;
                    case 's' << 8 | 'c' -> first(2) ? schema(value) : JsonBytes.NONE;
                    case 'c' << 8 | 'h' -> first(8) ? chunk(value) : JsonBytes.NONE;
                    default -> JsonBytes.NONE;
                };
            case 4 -> is(name, 'd', 'a', 't', 'a') && first(4) ? body(value) : JsonBytes.NONE;
            default -> JsonBytes.NONE;
        };
    }

    private boolean first(int member) {
        boolean first = (seen & member) == 0;
        seen |= member;
        return first;
    }

    private boolean text(int i) {
        return bytes[i] == '"';
    }

    private int rp(int i) {
        int end = plainText(i);
        if (end != JsonBytes.NONE) {
            rp = rps.of(bytes, i + 1, end - 1);
        }
        return end;
    }

    private int schema(int i) {
        int end = plainText(i);
        if (end == JsonBytes.NONE || Arrays.equals(bytes, i + 1, end - 1, STATUS, 0, STATUS.length)) {
            return JsonBytes.NONE;
        }
        schema = schemas.of(bytes, i + 1, end - 1);
        return end;
    }

    private int plainText(int i) {
        if (!text(i)) {
            return JsonBytes.NONE;
        }
        int end = JsonBytes.plainTo(bytes, i + 1, to);
        return end < to && bytes[end] == '"' ? end + 1 : JsonBytes.NONE;
    }

    private int chunk(int i) {
        int end = i;
        int number = 0;
        while (end < to && bytes[end] >= '0' && bytes[end] <= '9' && end - i < MAX_CHUNK_DIGITS) {
            number = 10 * number + bytes[end++] - '0';
        }
        boolean plain = end > i && JsonBytes.skipValue(bytes, i, to) == end;
        chunk = number;
        return plain ? end : JsonBytes.NONE;
    }

    private int body(int i) {
        return switch (bytes[i]) {
            case '[' -> rows(i);
            case '{' -> bodyObject(i);
            default -> JsonBytes.NONE;
        };
    }

    /** A record, or an object with its rows in {@code rows} and nothing beside them that could matter. */
    private int bodyObject(int i) {
        int at = JsonBytes.skipSpace(bytes, i + 1, to);
        int firstMember = rows.membersEnd();
        int rveNames = 0;
        boolean list = false;
        while (at != JsonBytes.NONE && at < to && bytes[at] == '"') {
            int name = at + 1;
            int nameTo = JsonBytes.plainTo(bytes, name, to);
            int value =
                    nameTo < to && bytes[nameTo] == '"' ? JsonBytes.skipColon(bytes, nameTo + 1, to) : JsonBytes.NONE;
            if (value == JsonBytes.NONE || value >= to) {
                return JsonBytes.NONE;
            }
            int rve = 0;
            if (nameTo - name <= MAX_NAME) {
                if (mayTellOfAnError(name, nameTo)) {
                    return JsonBytes.NONE;
                }
                rve = rveName(name, nameTo);
                if ((rveNames & rve) != 0) {
                    return JsonBytes.NONE;
                }
                rveNames |= rve;
            }
            if (nameTo - name == 4 && is(name, 'r', 'o', 'w', 's')) {
                if (list || bytes[value] != '[') {
                    return JsonBytes.NONE;
                }
                list = true;
                at = rows(value);
            } else {
                at = JsonBytes.skipValue(bytes, value, to);
                rows.addMember(name, nameTo, value, at);
            }
            at = at == JsonBytes.NONE ? at : JsonBytes.skipSpace(bytes, at, to);
            if (at == JsonBytes.NONE || at >= to) {
                return JsonBytes.NONE;
            }
            if (bytes[at] == '}') {
                return endOfBody(i, at + 1, firstMember, list, rveNames != 0);
            }
            at = bytes[at] == ',' ? JsonBytes.skipSpace(bytes, at + 1, to) : JsonBytes.NONE;
        }
        return JsonBytes.NONE;
    }

    private int endOfBody(int from, int end, int firstMember, boolean list, boolean rve) {
        if (list) {
            return rve ? JsonBytes.NONE : end;
        }
        single = true;
        rows.addObject(from, end, firstMember);
        return end;
    }

    /** A list of objects. */
    private int rows(int i) {
        int at = JsonBytes.skipSpace(bytes, i + 1, to);
        while (at < to) {
            int end = row(at);
            if (end == JsonBytes.NONE) {
                return JsonBytes.NONE;
            }
            at = JsonBytes.skipSpace(bytes, end, to);
            if (at < to && bytes[at] == ']') {
                return at + 1;
            }
            if (at >= to || bytes[at] != ',') {
                return JsonBytes.NONE;
            }
            at = JsonBytes.skipSpace(bytes, at + 1, to);
        }
        return JsonBytes.NONE;
    }

    /** An object in a list. The members of one that has an escaped or wide name are left to those who look for them. */
    private int row(int i) {
        int firstMember = rows.membersEnd();
        int at = bytes[i] == '{' ? JsonBytes.skipSpace(bytes, i + 1, to) : JsonBytes.NONE;
        while (at != JsonBytes.NONE && at < to && bytes[at] == '"') {
            int name = at + 1;
            int nameTo = JsonBytes.plainTo(bytes, name, to);
            int value = nameTo < to && bytes[nameTo] == '"' ? JsonBytes.skipColon(bytes, nameTo + 1, to) : to;
            int end = value == JsonBytes.NONE ? value : JsonBytes.skipValue(bytes, value, to);
            at = end == JsonBytes.NONE ? end : JsonBytes.skipSpace(bytes, end, to);
            if (at == JsonBytes.NONE || at >= to) {
                break;
            }
            rows.addMember(name, nameTo, value, end);
            if (bytes[at] == '}') {
                rows.addObject(i, at + 1, firstMember);
                return at + 1;
            }
            at = bytes[at] == ',' ? JsonBytes.skipSpace(bytes, at + 1, to) : JsonBytes.NONE;
        }
        int end = JsonBytes.skipObject(bytes, i, to);
        if (end != JsonBytes.NONE) {
            rows.addUnseen(i, end);
        }
        return end;
    }

    private boolean is(int name, char first, char second, char third, char last) {
        return bytes[name] == first && bytes[name + 1] == second && bytes[name + 2] == third && bytes[name + 3] == last;
    }

    /** Whether the name is one of {@link ErrorMember#isName}, or begins like one. */
    private boolean mayTellOfAnError(int name, int nameTo) {
        int length = nameTo - name;
        return length > 0
                && (bytes[name] | 0x20) == 'e'
                && (length == 1 || length >= 3 && (bytes[name + 1] | 0x20) == 'r' && (bytes[name + 2] | 0x20) == 'r');
    }

    /** A bit for each of {@link Rve#NAMES}, 0 for any other name. */
    private int rveName(int name, int nameTo) {
        return switch (nameTo - name) {
            case 3 ->
                bytes[name] == 'r' && bytes[name + 1] == 'v' && bytes[name + 2] == 'e'
                        ? 1
                        : bytes[name] == 'R' && bytes[name + 1] == 'V' && bytes[name + 2] == 'E' ? 2 : 0;
            case 4 -> is(name, '_', 'r', 'v', 'e') ? 4 : is(name, 'r', 'v', 'e', 'l') ? 8 : 0;
            default -> 0;
        };
    }
}
