package org.pineflow.ingest.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One idempotency key of an owner and event type, in the transaction of a submission that has it. The unique constraint
 * of its table decides which of two is the first, and makes the second wait for the end of the first.
 */
final class RequestKeys {

    /** How long a key is kept; after that it is as good as new. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final int ID_BYTES = 16;
    private static final String WHERE = " where event_type_id = ? and owner = ? and idempotency_key = ?";

    private final Connection connection;
    private final long eventType;
    private final String owner;
    private final String key;

    RequestKeys(Connection connection, long eventType, String owner, String key) {
        this.connection = connection;
        this.eventType = eventType;
        this.owner = owner;
        this.key = key;
    }

    /**
     * Takes the key; or the ids of the events that were stored with it, when it was taken before.
     *
     * @throws IdempotencyConflictException when it was taken for other bytes
     */
    Optional<List<UUID>> claim(byte[] digest, Instant now) throws SQLException {
        Optional<List<UUID>> first = Optional.empty();
        while (first.isEmpty() && !take(digest, now)) {
            // Empty again only when the row was too old and has just been deleted.
            first = first(digest);
        }
        return first;
    }

    /** Notes the ids of the events that were stored. */
    void settle(List<UUID> eventIds) throws SQLException {
        ByteBuffer bytes = ByteBuffer.allocate(eventIds.size() * ID_BYTES);
        for (UUID id : eventIds) {
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        try (PreparedStatement statement =
                connection.prepareStatement("update request_key set event_ids = ?" + WHERE)) {
            statement.setBytes(1, bytes.array());
            bind(statement, 2);
            statement.executeUpdate();
        }
    }

    private boolean take(byte[] digest, Instant now) throws SQLException {
        String sql =
                """
                insert into request_key (event_type_id, owner, idempotency_key, digest, event_ids, received_ms)
                values (?, ?, ?, ?, ?, ?)
                on conflict (event_type_id, owner, idempotency_key) do update
                    set digest = excluded.digest, event_ids = excluded.event_ids, received_ms = excluded.received_ms
                    where request_key.received_ms <= ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 1);
            statement.setBytes(4, digest);
            statement.setBytes(5, new byte[0]);
            statement.setLong(6, now.toEpochMilli());
            statement.setLong(7, now.minus(KEPT).toEpochMilli());
            return statement.executeUpdate() == 1;
        }
    }

    private Optional<List<UUID>> first(byte[] digest) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select digest, event_ids from request_key" + WHERE)) {
            bind(statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (!MessageDigest.isEqual(rows.getBytes(1), digest)) {
                    throw new IdempotencyConflictException();
                }
                ByteBuffer bytes = ByteBuffer.wrap(rows.getBytes(2));
                List<UUID> eventIds = new ArrayList<>(bytes.capacity() / ID_BYTES);
                while (bytes.hasRemaining()) {
                    eventIds.add(new UUID(bytes.getLong(), bytes.getLong()));
                }
                return Optional.of(eventIds);
            }
        }
    }

    private void bind(PreparedStatement statement, int first) throws SQLException {
        statement.setLong(first, eventType);
        statement.setString(first + 1, owner);
        statement.setString(first + 2, key);
    }
}
