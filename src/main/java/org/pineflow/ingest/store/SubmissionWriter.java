package org.pineflow.ingest.store;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;

/**
 * Writes one submission inside the transaction that its caller commits. The row of the submission comes first, so that
 * its unique constraint decides whether the events are written at all.
 */
final class SubmissionWriter {

    /** Statements stay far below SQLite's limit of 32,766 parameters. */
    private static final int MAX_ROWS = 1000;

    private static final int COLUMNS = 7;
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?)";

    private final Connection connection;
    private final TimeUuids ids;

    SubmissionWriter(Connection connection, TimeUuids ids) {
        this.connection = connection;
        this.ids = ids;
    }

    Receipt write(Submission submission) throws SQLException {
        long type = eventTypeId(submission.type());
        Optional<Long> added = addSubmission(type, submission);
        if (added.isEmpty()) {
            return first(type, submission);
        }
        List<NewEvent> events = new ArrayList<>(submission.events().count());
        submission.events().forEach(events::add);
        List<UUID> eventIds = ids.next(events);
        for (int from = 0; from < events.size(); from += MAX_ROWS) {
            int to = Math.min(events.size(), from + MAX_ROWS);
            addEvents(type, added.get(), events.subList(from, to), eventIds.subList(from, to));
        }
        return new Receipt(eventIds, false);
    }

    private long eventTypeId(EventTypeName type) throws SQLException {
        String insert = "insert into event_type (tenant, data_core, flow_type, event_type) values (?, ?, ?, ?)"
                + " on conflict do nothing";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            EventRow.bind(statement, type);
            statement.executeUpdate();
        }
        String select = "select id from event_type"
                + " where tenant = ? and data_core = ? and flow_type = ? and event_type = ?";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            EventRow.bind(statement, type);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** The new submission's row id; empty when the idempotency key was used before. */
    private Optional<Long> addSubmission(long type, Submission submission) throws SQLException {
        String insert = "insert into submission (event_type_id, owner, idempotency_key, digest, metadata, received_ms)"
                + " values (?, ?, ?, ?, ?, ?) on conflict do nothing returning id";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setLong(1, type);
            statement.setString(2, submission.owner());
            statement.setString(3, submission.idempotencyKey().orElse(null));
            statement.setBytes(4, submission.digest());
            statement.setString(5, EventRow.json(submission.metadata()));
            statement.setLong(6, ids.now().toEpochMilli());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }

    private Receipt first(long type, Submission submission) throws SQLException {
        String select =
                "select id, digest from submission where event_type_id = ? and owner = ? and idempotency_key = ?";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setLong(1, type);
            statement.setString(2, submission.owner());
            statement.setString(3, submission.idempotencyKey().orElseThrow());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                if (!MessageDigest.isEqual(rows.getBytes(2), submission.digest())) {
                    throw new IdempotencyConflictException();
                }
                return new Receipt(eventIds(rows.getLong(1)), true);
            }
        }
    }

    private List<UUID> eventIds(long submission) throws SQLException {
        String select = "select event_id from event where submission_id = ? order by sequence";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setLong(1, submission);
            try (ResultSet rows = statement.executeQuery()) {
                List<UUID> eventIds = new ArrayList<>();
                while (rows.next()) {
                    eventIds.add(UUID.fromString(rows.getString(1)));
                }
                return eventIds;
            }
        }
    }

    private void addEvents(long type, long submission, List<NewEvent> events, List<UUID> eventIds) throws SQLException {
        String insert = "insert into event"
                + " (event_type_id, submission_id, event_id, id_time, event_ms, valid_ms, payload) values " + ROW
                + ("," + ROW).repeat(events.size() - 1);
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int i = 0; i < events.size(); i++) {
                NewEvent event = events.get(i);
                UUID id = eventIds.get(i);
                int column = i * COLUMNS;
                statement.setLong(column + 1, type);
                statement.setLong(column + 2, submission);
                statement.setString(column + 3, id.toString());
                statement.setLong(column + 4, id.timestamp());
                setTime(statement, column + 5, event.eventTime());
                setTime(statement, column + 6, event.validTime());
                statement.setBytes(column + 7, event.payload());
            }
            statement.executeUpdate();
        }
    }

    private static void setTime(PreparedStatement statement, int column, Optional<Instant> time) throws SQLException {
        if (time.isPresent()) {
            statement.setLong(column, time.get().toEpochMilli());
        } else {
            statement.setNull(column, Types.BIGINT);
        }
    }
}
