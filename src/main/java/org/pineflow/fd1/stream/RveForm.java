package org.pineflow.fd1.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Position;

/**
 * How a server writes rve. A request is asked in the form that the server's rows have: a server that keeps doubles would
 * find every 19-digit number larger than all its rows.
 */
public enum RveForm {
    /** A 19-digit JSON number. */
    LONG,
    /** A 19-digit JSON string. */
    LONG_TEXT,
    /** A JSON number {@code YYYYMMDD.HHMMSSccc}. */
    DOUBLE,
    /** A JSON string {@code YYYYMMDD.HHMMSSccc}. */
    DOUBLE_TEXT;

    /**
     * Near 20240823.102003 a double tells about four neighbouring milliseconds apart from the next four: so many units of
     * the 19-digit form lower, a number is lower as a double too. Taken off the number, not off the time it names:
     * servers compare numbers.
     */
    private static final long DOUBLE_SPACING = 500;

    /** The form of a value as it stands in the row: with its quotes when it is a string. */
    public static RveForm of(byte[] bytes, int from, int to) {
        boolean quoted = bytes[from] == '"';
        int digits = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '.' || b == 'e' || b == 'E') {
                break;
            }
            if (b >= '0' && b <= '9') {
                digits++;
            }
        }
        if (digits > 8) {
            return quoted ? LONG_TEXT : LONG;
        }
        return quoted ? DOUBLE_TEXT : DOUBLE;
    }

    /**
     * The form in which a stream is asked: as its rows were seen to have it, else as its start was written. Where neither
     * is known, an rve that may have been a double is taken for one: a server with 19-digit numbers sends too much then,
     * and a server with doubles, asked the other way, would send nothing at all.
     */
    public static RveForm of(Position position) {
        if (position.rveForm().isPresent()) {
            return valueOf(position.rveForm().get());
        }
        if (position.rve() > 0) {
            return position.rve() % 100 == 0 ? DOUBLE : LONG;
        }
        byte[] start = position.start().map(Position.Start::from).orElse("").getBytes(StandardCharsets.US_ASCII);
        boolean isRve = start.length > 0 && start[0] >= '0' && start[0] <= '9';
        return isRve ? of(start, 0, start.length) : LONG;
    }

    /** {@code rve} as a lower bound of a request, inclusive: never higher than the rve itself. */
    public JsonNode atLeast(long rve) {
        return switch (this) {
            case LONG -> LongNode.valueOf(rve);
            case LONG_TEXT -> TextNode.valueOf(Long.toString(rve));
            case DOUBLE -> DecimalNode.valueOf(new BigDecimal(wider(rve)));
            case DOUBLE_TEXT -> TextNode.valueOf(wider(rve));
        };
    }

    /** {@code rve} as a lower bound of a request that excludes the bound: lower than the rve itself. */
    public JsonNode above(long rve) {
        return switch (this) {
            case LONG, LONG_TEXT -> atLeast(rve - 1);
            case DOUBLE, DOUBLE_TEXT -> atLeast(rve);
        };
    }

    private static String wider(long rve) {
        return Rve.toDoubleForm(rve - DOUBLE_SPACING);
    }
}
