package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.request.NewEvent;

/**
 * Writes one submission inside the transaction that its caller commits. The row of the idempotency key comes first, so
 * that its unique constraint decides whether the events are written at all.
 */
final class SubmissionWriter {

    private final Database database;
    private final Connection connection;
    private final TimeUuids ids;
    private final long eventType;

    SubmissionWriter(Database database, Connection connection, TimeUuids ids, long eventType) {
        this.database = database;
        this.connection = connection;
        this.ids = ids;
        this.eventType = eventType;
    }

    Receipt write(Submission submission) throws SQLException {
        Instant now = ids.now();
        if (submission.idempotencyKey().isEmpty()) {
            return new Receipt(writeEvents(submission, now), false);
        }
        RequestKeys keys = new RequestKeys(
                connection,
                eventType,
                submission.owner(),
                submission.idempotencyKey().get());
        Optional<List<UUID>> first = keys.claim(submission.digest(), now);
        if (first.isPresent()) {
            return new Receipt(first.get(), true);
        }
        List<UUID> eventIds = writeEvents(submission, now);
        keys.settle(eventIds);
        return new Receipt(eventIds, false);
    }

    private List<UUID> writeEvents(Submission submission, Instant now) throws SQLException {
        int count = submission.events().count();
        if (count == 0) {
            return List.of();
        }
        long number = database.beginSubmission(connection, eventType, now);
        TimeUuids.Batch batch = ids.batch(count);
        List<UUID> eventIds = new ArrayList<>(count);
        Portions portions = new Portions(eventType, number);
        try (EventRows rows = database.eventRows(connection, count)) {
            for (NewEvent event : submission.events()) {
                if (eventIds.size() == count) {
                    throw new IllegalStateException("more events than the " + count + " that were announced");
                }
                UUID id = batch.id(eventIds.size(), event.eventTime());
                rows.add(eventType, id, number, eventIds.size(), event);
                portions.add(id, event.payload().length);
                eventIds.add(id);
            }
            rows.finish();
        }
        portions.insert(connection, submission, now);
        if (submission.file().isPresent()) {
            insertFile(submission, number, eventIds, now);
        }
        return eventIds;
    }

    private void insertFile(Submission submission, long number, List<UUID> eventIds, Instant now) throws SQLException {
        String insert =
                """
                insert into file (submission_id, event_type_id, file_id, name, type, size, sha256, parts, first_id,
                    last_id, received_ms, expires_ms, archived) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
        FileEntry file = submission.file().orElseThrow();
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setLong(1, number);
            statement.setLong(2, eventType);
            statement.setString(3, file.fileId());
            statement.setString(4, file.name());
            statement.setString(5, file.type());
            statement.setLong(6, file.size());
            statement.setString(7, file.sha256());
            statement.setInt(8, eventIds.size());
            database.setId(statement, 9, eventIds.get(0));
            database.setId(statement, 10, eventIds.get(eventIds.size() - 1));
            statement.setLong(11, now.toEpochMilli());
            statement.setLong(12, now.plus(submission.retention().hot()).toEpochMilli());
            statement.setBoolean(13, submission.retention().archived());
            statement.executeUpdate();
        }
    }
}
