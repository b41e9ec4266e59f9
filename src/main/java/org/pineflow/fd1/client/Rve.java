package org.pineflow.fd1.client;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

/**
 * Arithmetic on rve, FD1's change counter of a record: a 19-digit long {@code YYYYMMDDHHMMSScccNN} in UTC, or as a
 * double {@code YYYYMMDD.HHMMSSccc} (FD1 guide "Bulk Data Downloading"). Everything goes through decimal text and long,
 * never through a double, which has room for 15 digits only. An rve is compared as a number; the date in it is only
 * read for times, and may be impossible there (second 66 is seen in FD1's own examples): it rolls over.
 */
public final class Rve {

    /** A 19-digit rve later than every real one: what lies after it is nothing. */
    public static final long FAR_FUTURE = 9000_01_01_00_00_00_000_00L;

    /** The names under which FD1 writes it, best first (seen spellings). */
    public static final List<String> NAMES = List.of("rve", "_rve", "RVE", "rvel");

    private static final long SMALLEST = 1_000_01_01_00_00_00_000_00L;
    private static final int MAX_TEXT = 40;
    private static final int DIGITS = 19;

    private Rve() {}

    /**
     * Reads either form.
     *
     * @param text a JSON number or the content of a JSON string
     * @return the rve as a 19-digit long; empty when the text is no rve. Zero and less are no rve (FD1: "not known")
     */
    public static OptionalLong parse(CharSequence text) {
        if (text.length() == 0 || text.length() > MAX_TEXT) {
            return OptionalLong.empty();
        }
        try {
            if (text.length() == DIGITS && digits(text)) {
                return inRange(Long.parseLong(text, 0, DIGITS, 10));
            }
            BigDecimal number = new BigDecimal(text.toString());
            if (number.signum() <= 0 || Math.abs((long) number.scale()) > MAX_TEXT) {
                return OptionalLong.empty();
            }
            if (number.compareTo(BigDecimal.valueOf(100_000_000)) < 0) {
                return inRange(
                        number.movePointRight(9).setScale(0, RoundingMode.DOWN).longValueExact() * 100);
            }
            return inRange(number.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        } catch (ArithmeticException tooLong) {
            return OptionalLong.empty();
        }
    }

    /**
     * Reads what stands in JSON as a number or text of 19 digits, which is nearly all there is.
     *
     * @param from offset of the value's first byte, the quote of a text included
     * @param to offset behind its last byte
     * @return 0 when it is anything else: then it is up to {@link #parse}
     */
    public static long parseLong(byte[] json, int from, int to) {
        int quote = json[from] == '"' ? 1 : 0;
        if (to - from - 2 * quote != DIGITS) {
            return 0;
        }
        long value = 0;
        for (int i = from + quote; i < to - quote; i++) {
            int digit = json[i] - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            value = 10 * value + digit;
        }
        // Nineteen nines are more than a long holds.
        return value >= SMALLEST ? value : 0;
    }

    /** The instant an rve names, to the millisecond; hours, minutes and seconds beyond their range roll over. */
    public static Instant toInstant(long rve) {
        return toLocal(rve).toInstant(ZoneOffset.UTC);
    }

    /** Whether the date and time in it exist as they are written, so that {@link #toInstant} rolls nothing over. */
    public static boolean namesRealTime(long rve) {
        long clock = rve / 100 % 1_000_000_000L;
        int date = (int) (rve / 100 / 1_000_000_000L);
        int month = date / 100 % 100;
        int day = date % 100;
        boolean time = clock < 240_000_000L && clock / 100_000 % 100 < 60 && clock / 1000 % 100 < 60;
        return time
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= Month.of(month).length(Year.isLeap(date / 10_000));
    }

    /** The lowest rve of the millisecond. */
    public static long of(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        long date = time.getYear() * 10_000L + time.getMonthValue() * 100L + time.getDayOfMonth();
        long clock = time.getHour() * 10_000_000L
                + time.getMinute() * 100_000L
                + time.getSecond() * 1000L
                + time.getNano() / 1_000_000;
        return (date * 1_000_000_000L + clock) * 100;
    }

    /**
     * The rve {@code duration} earlier; its last two digits are 00, so that it is never too late. Nor is it higher than
     * {@code rve} as a number, as it might be where a second 66 rolls over.
     */
    public static long minus(long rve, Duration duration) {
        if (duration.isZero()) {
            return rve;
        }
        return Math.min(rve, of(toInstant(rve).minus(duration)));
    }

    /** The form {@code YYYYMMDD.HHMMSSccc}, which drops the last two digits: rounded down. */
    public static String toDoubleForm(long rve) {
        return BigDecimal.valueOf(rve / 100, 9).toPlainString();
    }

    private static OptionalLong inRange(long rve) {
        return rve >= SMALLEST ? OptionalLong.of(rve) : OptionalLong.empty();
    }

    private static boolean digits(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static LocalDateTime toLocal(long rve) {
        long millis = rve / 100;
        int date = (int) (millis / 1_000_000_000L);
        long clock = millis % 1_000_000_000L;
        return day(date)
                .atTime(LocalTime.MIDNIGHT)
                .plusHours(clock / 10_000_000L)
                .plusMinutes(clock / 100_000L % 100)
                .plusSeconds(clock / 1000 % 100)
                .plusNanos(clock % 1000 * 1_000_000);
    }

    /** The day, with months and days beyond their range rolled over like the clock. */
    private static LocalDate day(int date) {
        int year = date / 10_000;
        int month = date / 100 % 100;
        int day = date % 100;
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException impossible) {
            return LocalDate.of(year, 1, 1).plusMonths(month - 1L).plusDays(day - 1L);
        }
    }
}
