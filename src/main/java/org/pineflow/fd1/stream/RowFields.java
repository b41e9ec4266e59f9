package org.pineflow.fd1.stream;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.RowScanner;
import org.pineflow.fd1.client.Rve;

/**
 * Finds in a row what a stream needs to know: rve, key, time, and members that bear a stamp's name. Reused for row after
 * row; confined to one thread.
 */
public final class RowFields {

    /** FD1 writes dates with a space or a T, with or without a zone; without one UTC is taken. */
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd['T'][' ']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private static final int[] NO_SLOTS = {};

    private final KeyFields keyFields;
    private final int[][] keySlots;
    private final int timeSlot;
    private final int rveStampSlot;
    private final int timeStampSlot;
    private final RowScanner scanner;
    private Optional<Integer> pinned;
    private byte[] bytes = {};

    /**
     * @param pinned the alternative of the key that counts; empty = the first that a row has
     * @param timeField where the event time is, empty = nowhere
     * @param rveStamp the name of the rve's stamp, empty = none
     * @param timeStamp the name of the time's stamp, empty = none
     */
    public RowFields(
            KeyFields keyFields, Optional<Integer> pinned, String timeField, String rveStamp, String timeStamp) {
        List<String> names = new ArrayList<>(Rve.NAMES);
        this.keyFields = keyFields;
        this.pinned = pinned;
        this.keySlots = new int[keyFields.alternatives().size()][];
        for (int i = 0; i < keySlots.length; i++) {
            keySlots[i] = keyFields.alternatives().get(i).stream()
                    .mapToInt(name -> slot(names, name))
                    .toArray();
        }
        this.timeSlot = timeField.isEmpty() ? -1 : slot(names, timeField);
        this.rveStampSlot = rveStamp.isEmpty() ? -1 : slot(names, rveStamp);
        this.timeStampSlot = timeStamp.isEmpty() ? -1 : slot(names, timeStamp);
        this.scanner = new RowScanner(List.copyOf(names));
    }

    private static int slot(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
        return names.indexOf(name);
    }

    /** Looks through one row of a packet, which must be an object. */
    public void scan(Packet packet, int row) {
        this.bytes = packet.bytes();
        scanner.scan(packet, row);
    }

    /** The row's rve; empty when it has none, or when what stands there is none. */
    public OptionalLong rve() {
        long rve = rveOrZero();
        return rve == 0 ? OptionalLong.empty() : OptionalLong.of(rve);
    }

    /** As {@link #rve()}, 0 when there is none. */
    long rveOrZero() {
        for (int slot = 0; slot < Rve.NAMES.size(); slot++) {
            if (scanner.found(slot) && !scanner.isNull(slot)) {
                long rve = scanner.rve(slot);
                if (rve != 0) {
                    return rve;
                }
            }
        }
        return 0;
    }

    /** What stands where an rve should, as JSON or text; empty text when the row has no such member. */
    String rveText() {
        for (int slot = 0; slot < Rve.NAMES.size(); slot++) {
            if (scanner.found(slot)) {
                return scanner.text(slot);
            }
        }
        return "";
    }

    /** Whether the key, or a part of it, is an object or a list. */
    boolean keyHasStructure(byte[] bytes) {
        for (int slot : pinned.isPresent() ? keySlots[pinned.get()] : NO_SLOTS) {
            byte first = scanner.found(slot) ? bytes[scanner.valueFrom(slot)] : 0;
            if (first == '{' || first == '[') {
                return true;
            }
        }
        return false;
    }

    /** The form in which the row's rve is written; empty when the row has none. */
    public Optional<RveForm> rveForm(byte[] bytes) {
        for (int slot = 0; slot < Rve.NAMES.size(); slot++) {
            if (scanner.found(slot) && Rve.parse(scanner.text(slot)).isPresent()) {
                return Optional.of(RveForm.of(bytes, scanner.valueFrom(slot), scanner.valueTo(slot)));
            }
        }
        return Optional.empty();
    }

    /**
     * The row's key by the pinned alternative, or by the first one the row has, which is pinned then; empty text when
     * there is none.
     */
    public String key() {
        if (pinned.isPresent()) {
            return key(keySlots[pinned.get()]);
        }
        for (int i = 0; i < keySlots.length; i++) {
            String key = key(keySlots[i]);
            if (!key.isEmpty()) {
                pinned = Optional.of(i);
                return key;
            }
        }
        return "";
    }

    /** As {@link #key()}, but where the key stands in the row. */
    void findKey(RowKey key) {
        int[] slots = pinned.isPresent() ? keySlots[pinned.get()] : NO_SLOTS;
        if (slots.length == 1 && scanner.found(slots[0]) && !scanner.isNull(slots[0]) && scanner.isVerbatim(slots[0])) {
            key.set(bytes, scanner.contentFrom(slots[0]), scanner.contentTo(slots[0]));
        } else {
            key.set(key());
        }
    }

    private String key(int[] slots) {
        if (slots.length == 1) {
            return part(slots[0]);
        }
        StringBuilder joined = new StringBuilder();
        for (int slot : slots) {
            String part = part(slot);
            if (part.isEmpty()) {
                return "";
            }
            joined.append(joined.isEmpty() ? "" : "+").append(escaped(part));
        }
        return joined.toString();
    }

    /** Keeps joined keys apart: "a+b" and "c" are not "a" and "b+c". */
    private static String escaped(String part) {
        return part.indexOf('+') < 0 && part.indexOf('%') < 0
                ? part
                : part.replace("%", "%25").replace("+", "%2B");
    }

    private String part(int slot) {
        return scanner.found(slot) && !scanner.isNull(slot) ? scanner.text(slot) : "";
    }

    /** The pinned alternative as text; empty before a row had a key. */
    Optional<String> pinned() {
        return pinned.map(keyFields::text);
    }

    /** The time in the row's time field; {@link Instant#MIN} when there is none that can be read. */
    Instant time() {
        return timeSlot < 0 ? Instant.MIN : parseTime(part(timeSlot));
    }

    /** Whether the row has no members at all. */
    boolean empty() {
        return scanner.empty();
    }

    /** Where the value of a member with the rve stamp's name begins, -1 when there is none. */
    int rveStampFrom() {
        return rveStampSlot >= 0 && scanner.found(rveStampSlot) ? scanner.valueFrom(rveStampSlot) : -1;
    }

    int rveStampTo() {
        return scanner.valueTo(rveStampSlot);
    }

    /** Where the value of a member with the time stamp's name begins, -1 when there is none. */
    int timeStampFrom() {
        return timeStampSlot >= 0 && scanner.found(timeStampSlot) ? scanner.valueFrom(timeStampSlot) : -1;
    }

    int timeStampTo() {
        return scanner.valueTo(timeStampSlot);
    }

    private static Instant parseTime(String text) {
        if (text.isEmpty()) {
            return Instant.MIN;
        }
        try {
            return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeParseException withoutZone) {
            try {
                return LocalDateTime.parse(text, LOCAL).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException noTime) {
                return Instant.MIN;
            }
        }
    }
}
