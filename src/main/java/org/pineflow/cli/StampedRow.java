package org.pineflow.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A delivered event taken apart: the row as FD1 sent it, and the rve of the stamp that the bridge added.
 *
 * @param row UTF-8 JSON
 * @param rve 19 digits
 */
record StampedRow(byte[] row, long rve) {

    private static final Pattern STAMPS = Pattern.compile(
            ",\"_rve\":\"(\\d{19})\",\"_eventTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"}$");
    private static final int LONGEST_STAMPS = 100;

    /** Empty when the payload does not end with both stamps. */
    static Optional<StampedRow> of(byte[] payload) {
        int from = Math.max(0, payload.length - LONGEST_STAMPS);
        // One character a byte, so that places in the text are places in the payload.
        String tail = new String(payload, from, payload.length - from, StandardCharsets.ISO_8859_1);
        Matcher stamps = STAMPS.matcher(tail);
        if (!stamps.find()) {
            return Optional.empty();
        }
        byte[] row = Arrays.copyOf(payload, from + stamps.start() + 1);
        row[row.length - 1] = '}';
        return Optional.of(new StampedRow(row, Long.parseLong(stamps.group(1))));
    }
}
