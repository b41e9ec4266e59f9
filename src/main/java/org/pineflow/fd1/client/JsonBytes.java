package org.pineflow.fd1.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over JSON in UTF-8 (RFC 8259) and proves it well-formed on the way, eight bytes at a step where texts are plain.
 * What it does not walk over need not be wrong: texts and numbers of unusual length and deep nesting are left to a
 * general parser too. Nothing is allocated.
 */
final class JsonBytes {

    /** The answer for what is not walked over. */
    static final int NONE = -1;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 100;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private JsonBytes() {}

    /** The offset of the first byte from {@code i} on that is no white space, at most {@code to}. */
    static int skipSpace(byte[] bytes, int i, int to) {
        int at = i;
        while (at < to && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    /** The offset behind the value that begins at {@code i}, or {@link #NONE}. */
    static int skipValue(byte[] bytes, int i, int to) {
        return skipValue(bytes, i, to, 0);
    }

    /** The offset behind the object that begins at {@code i}, or {@link #NONE}. */
    static int skipObject(byte[] bytes, int i, int to) {
        return i < to && bytes[i] == '{' ? skipObject(bytes, i, to, 0) : NONE;
    }

    /**
     * The offset behind the text whose opening quote stands at {@code i}, or {@link #NONE}.
     *
     * @param to nothing is read from here on
     */
    static int skipText(byte[] bytes, int i, int to) {
        int at = i + 1;
        while (true) {
            at = plainTo(bytes, at, to);
            if (at >= to) {
                return NONE;
            }
            byte b = bytes[at];
            if (b == '"') {
                return at + 1;
            }
            at = b == '\\' ? skipEscape(bytes, at, to) : b < 0 ? skipWide(bytes, at, to) : NONE;
            if (at == NONE) {
                return NONE;
            }
        }
    }

    /**
     * The offset of the first byte from {@code i} on that is not plain in a text: a quote, a backslash, a control
     * character or the beginning of a wider character; at most {@code to}.
     */
    static int plainTo(byte[] bytes, int i, int to) {
        int at = i;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) EIGHT.get(bytes, at);
            long quote = word ^ ONES * '"';
            long backslash = word ^ ONES * '\\';
            // The lowest byte that is marked is marked rightly; those above it may suffer from its borrow.
            long odd = (quote - ONES & ~quote | backslash - ONES & ~backslash | word - ONES * ' ' | word) & HIGH;
            if (odd != 0) {
                return at + bytesBelow(odd & -odd);
            }
        }
        while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /**
     * How many whole bytes lie below a bit that is the highest of its byte. By a multiplication, because counting zeros is
     * one instruction only for the better one of the JVM's compilers.
     */
    private static int bytesBelow(long bit) {
        return (int) ((bit - 1 & ONES) * ONES >>> 56) - 1;
    }

    private static int skipValue(byte[] bytes, int i, int to, int depth) {
        if (i >= to) {
            return NONE;
        }
        return switch (bytes[i]) {
            case '"' -> skipText(bytes, i, to);
            case '{' -> skipObject(bytes, i, to, depth);
            case '[' -> skipArray(bytes, i, to, depth);
            case 't' -> skipWord(bytes, i, to, 'r', 'u', 'e');
            case 'n' -> skipWord(bytes, i, to, 'u', 'l', 'l');
            case 'f' -> i + 4 < to && bytes[i + 1] == 'a' ? skipWord(bytes, i + 1, to, 'l', 's', 'e') : NONE;
            default -> skipNumber(bytes, i, to);
        };
    }

    private static int skipObject(byte[] bytes, int i, int to, int depth) {
        int at = skipSpace(bytes, i + 1, to);
        if (depth == MAX_DEPTH || at >= to) {
            return NONE;
        }
        if (bytes[at] == '}') {
            return at + 1;
        }
        while (true) {
            at = skipName(bytes, at, to);
            at = at == NONE ? NONE : skipValue(bytes, at, to, depth + 1);
            if (at == NONE) {
                return NONE;
            }
            at = skipSpace(bytes, at, to);
            if (at >= to) {
                return NONE;
            }
            if (bytes[at] == '}') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return NONE;
            }
            at = skipSpace(bytes, at + 1, to);
        }
    }

    /** From a name's opening quote to the value behind its colon. */
    private static int skipName(byte[] bytes, int i, int to) {
        int at = i < to && bytes[i] == '"' ? skipText(bytes, i, to) : NONE;
        return at == NONE ? NONE : skipColon(bytes, at, to);
    }

    /** From behind a name to the value behind its colon, or {@link #NONE}. */
    static int skipColon(byte[] bytes, int i, int to) {
        int at = skipSpace(bytes, i, to);
        return at < to && bytes[at] == ':' ? skipSpace(bytes, at + 1, to) : NONE;
    }

    private static int skipArray(byte[] bytes, int i, int to, int depth) {
        int at = skipSpace(bytes, i + 1, to);
        if (depth == MAX_DEPTH || at >= to) {
            return NONE;
        }
        if (bytes[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = skipValue(bytes, at, to, depth + 1);
            if (at == NONE) {
                return NONE;
            }
            at = skipSpace(bytes, at, to);
            if (at >= to) {
                return NONE;
            }
            if (bytes[at] == ']') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return NONE;
            }
            at = skipSpace(bytes, at + 1, to);
        }
    }

    private static int skipWord(byte[] bytes, int i, int to, char second, char third, char last) {
        boolean whole = i + 4 <= to && bytes[i + 1] == second && bytes[i + 2] == third && bytes[i + 3] == last;
        return whole && endsAt(bytes, i + 4, to) ? i + 4 : NONE;
    }

    private static int skipNumber(byte[] bytes, int i, int to) {
        int at = bytes[i] == '-' ? i + 1 : i;
        int from = at;
        at = skipDigits(bytes, at, to);
        if (at == from || bytes[from] == '0' && at > from + 1) {
            return NONE;
        }
        if (at < to && bytes[at] == '.') {
            from = at + 1;
            at = skipDigits(bytes, from, to);
            if (at == from) {
                return NONE;
            }
        }
        if (at < to && (bytes[at] | 0x20) == 'e') {
            from = at + 1;
            from += from < to && (bytes[from] == '+' || bytes[from] == '-') ? 1 : 0;
            at = skipDigits(bytes, from, to);
            if (at == from) {
                return NONE;
            }
        }
        return at - i <= MAX_NUMBER && endsAt(bytes, at, to) ? at : NONE;
    }

    private static int skipDigits(byte[] bytes, int i, int to) {
        int at = i;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Whether a literal may end here. */
    private static boolean endsAt(byte[] bytes, int i, int to) {
        return i < to && (bytes[i] == ',' || bytes[i] == '}' || bytes[i] == ']' || isSpace(bytes[i]));
    }

    private static int skipEscape(byte[] bytes, int i, int to) {
        if (i + 1 >= to) {
            return NONE;
        }
        return switch (bytes[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 2;
            case 'u' -> i + 6 <= to && hex(bytes, i + 2) ? i + 6 : NONE;
            default -> NONE;
        };
    }

    private static boolean hex(byte[] bytes, int i) {
        for (int at = i; at < i + 4; at++) {
            if (Character.digit(bytes[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Behind a character of two to four bytes (RFC 3629, section 4), or {@link #NONE}. */
    private static int skipWide(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xff;
        int length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (length == 0 || i + length > to) {
            return NONE;
        }
        int second = bytes[i + 1] & 0xff;
        boolean overlong = lead == 0xe0 && second < 0xa0 || lead == 0xf0 && second < 0x90;
        boolean beyond = lead == 0xed && second > 0x9f || lead == 0xf4 && second > 0x8f;
        if (overlong || beyond) {
            return NONE;
        }
        for (int at = i + 1; at < i + length; at++) {
            if ((bytes[at] & 0xc0) != 0x80) {
                return NONE;
            }
        }
        return i + length;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
