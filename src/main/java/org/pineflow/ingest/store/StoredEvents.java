package org.pineflow.ingest.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.pineflow.ingest.catalog.EventTypeName;

/** The events in the rows of a query that begins with {@link #select}. */
final class StoredEvents {

    /** Milliseconds since 1970, of the time in an id. */
    static final String ID_MS = "(e.id_time / 10000 - 12219292800000)";

    /** The hour in an id is that of its bucket: counted from 1582, and from 1970. */
    private static final String BUCKET = "e.id_time / 36000000000 - 3394248";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> TEXTS = new TypeReference<>() {};

    private final Database database;
    private final EventTypeName type;
    private final ResultSet rows;
    private boolean begun;
    private byte[] metadataText = {};
    private Map<String, String> metadata = Map.of();

    /**
     * Every event of a type with its portion, up to the conditions. The database is made to go through the events, by their ids
     * where that is the order, and to look up the portion of each: it cannot know that this is always best.
     */
    static String select(Database database, long eventType) {
        return select(database, eventType, BUCKET);
    }

    /** The same for events of one bucket: their portion depends on the submission only, and is looked up once for each. */
    static String select(Database database, long eventType, TimeBucket bucket) {
        return select(database, eventType, Long.toString(bucket.hour()));
    }

    private static String select(Database database, long eventType, String bucket) {
        String portion = "p.event_type_id = " + eventType + " and p.bucket = " + bucket
                + " and p.submission_id = e.submission_id";
        return "select e.event_id, e.payload, e.timed, e.valid_ms, p.received_ms, p.metadata, "
                + database.hasFiles(eventType) + " from event e cross join " + database.portionOfEvent(portion)
                + " where ";
    }

    StoredEvents(Database database, EventTypeName type, ResultSet rows) {
        this.database = database;
        this.type = type;
        this.rows = rows;
    }

    /** The next event; empty at the end. */
    Optional<StoredEvent> next() throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        if (!begun) {
            begun = true;
            if (!rows.getBoolean(7)) {
                database.rowsAreSmall(rows);
            }
        }
        UUID id = database.getId(rows, 1);
        byte[] payload = rows.getBytes(2);
        Optional<Instant> eventTime = rows.getBoolean(3) ? Optional.of(TimeUuids.timeOf(id)) : Optional.empty();
        long validMs = rows.getLong(4);
        Optional<Instant> validTime = rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(validMs));
        return Optional.of(new StoredEvent(
                id, type, payload, eventTime, validTime, Instant.ofEpochMilli(rows.getLong(5)), metadata(6)));
    }

    void forEachRemaining(Consumer<StoredEvent> reader) throws SQLException {
        for (Optional<StoredEvent> event = next(); event.isPresent(); event = next()) {
            reader.accept(event.get());
        }
    }

    /** How the metadata of a submission stands in its portions. */
    static String text(Map<String, String> metadata) {
        try {
            return JSON.writeValueAsString(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is always JSON", e);
        }
    }

    /** Most rows are of the same submission as the row before. */
    private Map<String, String> metadata(int column) throws SQLException {
        byte[] text = rows.getBytes(column);
        if (!Arrays.equals(text, metadataText)) {
            try {
                metadata = Collections.unmodifiableMap(JSON.readValue(text, TEXTS));
            } catch (IOException e) {
                throw new SQLException("the stored metadata is not a JSON object of texts", e);
            }
            metadataText = text;
        }
        return metadata;
    }
}
