package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/** The rve as text: 19 digits {@code YYYYMMDDHHMMSScccNN} in UTC, or the double {@code YYYYMMDD.HHMMSSccc}. */
final class RveText {

    private static final BigDecimal SMALLEST_LONG = BigDecimal.valueOf(100_000_000);
    private static final BigDecimal ABOVE_LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int MOST_DIGITS = 40;

    private RveText() {}

    /** The 19-digit rve of a millisecond and its running number 0 to 99. */
    static long of(long epochMillis, int number) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
        long digits = time.getYear();
        digits = digits * 100 + time.getMonthValue();
        digits = digits * 100 + time.getDayOfMonth();
        digits = digits * 100 + time.getHour();
        digits = digits * 100 + time.getMinute();
        digits = digits * 100 + time.getSecond();
        digits = digits * 1000 + Math.floorMod(epochMillis, 1000);
        return digits * 100 + number;
    }

    /** The JSON value of an rve in a form; the double forms drop the running number. */
    static String json(long rve, Dialect.RveForm form) {
        return switch (form) {
            case LONG -> Long.toString(rve);
            case ROUNDED_LONG -> BigDecimal.valueOf((double) rve).toPlainString();
            case DOUBLE -> asDouble(rve).toPlainString();
            case ROUNDED_DOUBLE ->
                BigDecimal.valueOf(asDouble(rve).doubleValue()).toPlainString();
            case STRING -> "\"" + rve + "\"";
            case MIXED -> json(rve, Long.bitCount(rve) % 2 == 0 ? Dialect.RveForm.LONG : Dialect.RveForm.DOUBLE);
        };
    }

    /** Reads an rve from a number or a string of either form; empty when it is none. */
    static OptionalLong read(JsonNode value) {
        try {
            BigDecimal number = value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText());
            if (number.signum() <= 0 || number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS) {
                return OptionalLong.empty();
            }
            if (number.compareTo(SMALLEST_LONG) < 0) {
                return OptionalLong.of(number.movePointRight(9).longValue() * 100);
            }
            return number.compareTo(ABOVE_LARGEST) > 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(number.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    private static BigDecimal asDouble(long rve) {
        return BigDecimal.valueOf(rve / 100, 9).stripTrailingZeros();
    }
}
