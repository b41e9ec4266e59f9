package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The archive's ledger in the tables of portions and objects. */
final class SqlArchiveLedger implements ArchiveLedger {

    private static final String TO_ARCHIVE = "archived and object_id is null and bucket < ? and received_ms < ?";

    private final Database database;
    private final EventTypes types;

    SqlArchiveLedger(Database database, EventTypes types) {
        this.database = database;
        this.types = types;
    }

    @Override
    public Optional<ArchiveTurn> turn() {
        return database.archiveTurn();
    }

    @Override
    public Optional<ArchiveTask> next(TimeBucket bucketsBefore, Instant receivedBefore, PageLimits limits) {
        Optional<ArchiveTask> begun = database.read(this::begun);
        if (begun.isPresent()) {
            return begun;
        }
        long receivedMs = milliseconds(receivedBefore);
        if (database.read(connection -> oldest(connection, bucketsBefore, receivedMs))
                .isEmpty()) {
            return Optional.empty();
        }
        database.write(connection -> {
            Optional<Place> place = oldest(connection, bucketsBefore, receivedMs);
            if (place.isPresent()) {
                begin(connection, place.get(), bucketsBefore, receivedMs, limits);
            }
            return null;
        });
        return database.read(this::begun);
    }

    private record Place(long eventType, long bucket) {}

    private Optional<ArchiveTask> begun(Connection connection) throws SQLException {
        String sql =
                """
                select o.id, o.bucket, o.events, t.tenant, t.data_core, t.flow_type, t.event_type
                from cold_object o join event_type t on t.id = o.event_type_id
                where not o.confirmed order by o.bucket limit 1""";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(new ArchiveTask(
                            database.getId(rows, 1),
                            EventTypes.name(rows, 4),
                            new TimeBucket(rows.getLong(2)),
                            rows.getLong(3)))
                    : Optional.empty();
        }
    }

    private static Optional<Place> oldest(Connection connection, TimeBucket bucketsBefore, long receivedMs)
            throws SQLException {
        String sql = "select event_type_id, bucket from portion where " + TO_ARCHIVE
                + " order by bucket, event_type_id limit 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, bucketsBefore.hour());
            select.setLong(2, receivedMs);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(new Place(rows.getLong(1), rows.getLong(2))) : Optional.empty();
            }
        }
    }

    /** Gives portions to a new object. Whoever comes next finds it begun. */
    private void begin(Connection connection, Place place, TimeBucket bucketsBefore, long receivedMs, PageLimits limits)
            throws SQLException {
        String sql =
                """
                with candidate as (
                    select submission_id,
                        sum(events) over (order by submission_id) as events_with,
                        sum(bytes) over (order by submission_id) - bytes as bytes_before,
                        row_number() over (order by submission_id) as place
                    from portion where event_type_id = ? and bucket = ? and """
                        + " "
                        + TO_ARCHIVE
                        + """
                )
                update portion set object_id = ?
                where object_id is null and event_type_id = ? and bucket = ? and submission_id in (
                    select submission_id from candidate
                    where place = 1 or (events_with <= ? and bytes_before < ?))
                returning events""";
        UUID object = UUID.randomUUID();
        long events = 0;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, place.eventType());
            update.setLong(2, place.bucket());
            update.setLong(3, bucketsBefore.hour());
            update.setLong(4, receivedMs);
            database.setId(update, 5, object);
            update.setLong(6, place.eventType());
            update.setLong(7, place.bucket());
            update.setLong(8, limits.events());
            update.setLong(9, limits.bytes());
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    events += rows.getLong(1);
                }
            }
        }
        String insert =
                "insert into cold_object (id, event_type_id, bucket, events, confirmed) values (?, ?, ?, ?, false)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            database.setId(statement, 1, object);
            statement.setLong(2, place.eventType());
            statement.setLong(3, place.bucket());
            statement.setLong(4, events);
            statement.executeUpdate();
        }
    }

    @Override
    public void read(ArchiveTask task, Consumer<StoredEvent> reader) {
        Optional<Long> type = types.find(task.type());
        if (type.isEmpty()) {
            return;
        }
        String sql = StoredEvents.select(database, type.get(), task.bucket())
                + """
                e.event_type_id = ? and e.id_time between ? and ? and p.object_id = ?
                order by e.id_time, e.event_id""";
        database.read(connection -> {
            IdTimes times = idTimes(connection, task.object());
            try (PreparedStatement select = database.prepareForManyRows(connection, sql)) {
                select.setLong(1, type.get());
                select.setLong(2, times.from());
                select.setLong(3, times.to());
                database.setId(select, 4, task.object());
                try (ResultSet rows = select.executeQuery()) {
                    new StoredEvents(database, task.type(), rows).forEachRemaining(reader);
                }
            }
            return null;
        });
    }

    /** Between which ids, by their times, the events of an object lie. */
    private record IdTimes(long from, long to) {}

    /** An hour may have many objects: for each only its own part is gone through, where events came in order. */
    private IdTimes idTimes(Connection connection, UUID object) throws SQLException {
        String sql = "select min(id_time_from), max(id_time_to) from portion where object_id = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            database.setId(select, 1, object);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return new IdTimes(rows.getLong(1), rows.getLong(2));
            }
        }
    }

    @Override
    public void confirm(ArchiveTask task, ColdObject object) {
        if (!object.id().equals(task.object()) || object.events() != task.events()) {
            throw new IllegalArgumentException("object " + object.id() + " with " + object.events()
                    + " events is not what was asked for: " + task.object() + " with " + task.events());
        }
        String sql = "update cold_object set confirmed = true, bytes = ?, sha256 = ?, first_id = ?, last_id = ?"
                + " where id = ?";
        database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setLong(1, object.bytes());
                update.setString(2, object.sha256());
                database.setId(update, 3, object.first());
                database.setId(update, 4, object.last());
                database.setId(update, 5, object.id());
                if (update.executeUpdate() != 1) {
                    throw new IllegalArgumentException("no object " + object.id() + " was begun");
                }
            }
            return null;
        });
    }

    /** Any time at all, {@link Instant#MIN} and {@link Instant#MAX} as well. */
    private static long milliseconds(Instant time) {
        return time.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))
                ? Long.MIN_VALUE
                : time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : time.toEpochMilli();
    }
}
