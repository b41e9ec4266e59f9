package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What one submission puts into each bucket, counted as its events go by. Belongs to one thread. */
final class Portions {

    /** So many rows of one submission, each with its metadata, are in memory at most. */
    private static final int MAX_ROWS = 100;

    private final long eventType;
    private final long submission;
    private final Map<TimeBucket, Portion> portions = new TreeMap<>();

    Portions(long eventType, long submission) {
        this.eventType = eventType;
        this.submission = submission;
    }

    private static final class Portion {

        private int events;
        private long bytes;
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;

        private void add(long idTime, int length) {
            events++;
            bytes += length;
            from = Math.min(from, idTime);
            to = Math.max(to, idTime);
        }
    }

    void add(UUID id, int length) {
        portions.computeIfAbsent(TimeBucket.of(id), bucket -> new Portion()).add(id.timestamp(), length);
    }

    void insert(Connection connection, Submission about, Instant receivedAt) throws SQLException {
        String insert =
                """
                insert into portion (event_type_id, bucket, submission_id, events, bytes, id_time_from, id_time_to,
                    received_ms, expires_ms, archived, metadata) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
        String metadata = StoredEvents.text(about.metadata());
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            int rows = 0;
            for (Map.Entry<TimeBucket, Portion> entry : portions.entrySet()) {
                Portion portion = entry.getValue();
                statement.setLong(1, eventType);
                statement.setLong(2, entry.getKey().hour());
                statement.setLong(3, submission);
                statement.setInt(4, portion.events);
                statement.setLong(5, portion.bytes);
                statement.setLong(6, portion.from);
                statement.setLong(7, portion.to);
                statement.setLong(8, receivedAt.toEpochMilli());
                statement.setLong(9, receivedAt.plus(about.retention().hot()).toEpochMilli());
                statement.setBoolean(10, about.retention().archived());
                statement.setString(11, metadata);
                statement.addBatch();
                if (++rows % MAX_ROWS == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
