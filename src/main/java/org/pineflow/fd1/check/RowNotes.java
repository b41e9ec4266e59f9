package org.pineflow.fd1.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.fd1.stream.RowFields;
import org.pineflow.fd1.stream.RveForm;

/** What the rows of one stream have and lack. Filled on the event loop and read elsewhere: guarded by this object. */
final class RowNotes {

    /** So many rows are enough to see which fields tell them apart. */
    private static final int SAMPLE = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RowFields fields;
    private final List<JsonNode> sample = new ArrayList<>();
    private final Counts counts = new Counts();
    private Optional<Newest> newest = Optional.empty();

    /**
     * The row with the highest rve.
     *
     * @param key empty = the row has none
     * @param form how its rve is written; empty when the rve stands beside the row
     */
    record Newest(long rve, String key, Optional<RveForm> form) {

        /** How the server wants to be asked. */
        RveForm asked() {
            return form.orElse(RveForm.LONG);
        }
    }

    /** Numbers of rows. */
    private static final class Counts {
        private long rows;
        private long withRve;
        private long withKey;
        private int largest;
    }

    RowNotes(KeyFields keyFields) {
        this.fields = new RowFields(keyFields, Optional.empty(), "", "", "");
    }

    /** Looks at every row of a packet, all of which are objects, and returns the highest rve among them; 0 = none. */
    synchronized long take(Packet packet) {
        long highest = 0;
        for (int row = 0; row < packet.rowCount(); row++) {
            highest = Math.max(highest, take(packet, row));
        }
        return highest;
    }

    private long take(Packet packet, int row) {
        fields.scan(packet, row);
        OptionalLong own = fields.rve();
        long rve = own.orElse(packet.rve());
        String key = fields.key();
        counts.rows++;
        counts.withRve += rve > 0 ? 1 : 0;
        counts.withKey += key.isEmpty() ? 0 : 1;
        counts.largest = Math.max(counts.largest, packet.rowTo(row) - packet.rowFrom(row));
        if (rve > newest.map(Newest::rve).orElse(0L)) {
            Optional<RveForm> form = own.isPresent() ? fields.rveForm(packet.bytes()) : Optional.empty();
            newest = Optional.of(new Newest(rve, key, form));
        }
        if (sample.size() < SAMPLE) {
            sample.add(parsed(packet, row));
        }
        return rve;
    }

    private static JsonNode parsed(Packet packet, int row) {
        int from = packet.rowFrom(row);
        try {
            return JSON.readTree(packet.bytes(), from, packet.rowTo(row) - from);
        } catch (IOException readBefore) {
            throw new UncheckedIOException(readBefore);
        }
    }

    synchronized long rows() {
        return counts.rows;
    }

    /** Rows with an rve, in themselves or beside them. */
    synchronized long withRve() {
        return counts.withRve;
    }

    synchronized long withKey() {
        return counts.withKey;
    }

    /** Bytes of the largest row. */
    synchronized int largest() {
        return counts.largest;
    }

    synchronized Optional<Newest> newest() {
        return newest;
    }

    /** Which {@code keyFields} would fit these rows, best first; at most three. */
    synchronized List<String> likelyKeys() {
        return LikelyKeys.of(sample.stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList());
    }

    /** The names of the fields of the first row, for people. */
    synchronized List<String> fieldNames() {
        List<String> names = new ArrayList<>();
        sample.stream().findFirst().ifPresent(row -> row.fieldNames().forEachRemaining(names::add));
        return names;
    }
}
