package org.pineflow.ingest.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/** How names, times and metadata stand in the tables. */
final class EventRow {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> TEXTS = new TypeReference<>() {};

    private EventRow() {}

    /** Sets the first four parameters: tenant, data core, flow type, event type. */
    static void bind(PreparedStatement statement, EventTypeName type) throws SQLException {
        statement.setString(1, type.tenant());
        statement.setString(2, type.dataCore().toString());
        statement.setString(3, type.flowType());
        statement.setString(4, type.eventType());
    }

    /** The event in the current row: event_id, payload, event_ms, valid_ms, received_ms, metadata. */
    static StoredEvent event(EventTypeName type, ResultSet row) throws SQLException {
        return new StoredEvent(
                UUID.fromString(row.getString(1)),
                type,
                row.getBytes(2),
                time(row, 3),
                time(row, 4),
                Instant.ofEpochMilli(row.getLong(5)),
                metadata(row.getString(6)));
    }

    static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }

    static String json(Map<String, String> metadata) {
        try {
            return JSON.writeValueAsString(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is always JSON", e);
        }
    }

    private static Map<String, String> metadata(String json) throws SQLException {
        try {
            return JSON.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new SQLException("the stored metadata is not a JSON object of texts", e);
        }
    }
}
