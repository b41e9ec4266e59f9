package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * Reads by buckets and pages. Arrivals are shown up to the time to which none is still being written, so that who reads
 * on after the last id never passes one by.
 */
final class SqlEventReader implements EventReader {

    private static final String OBJECT =
            """
            select o.id, o.bucket, o.events, o.bytes, o.sha256, o.first_id, o.last_id,
                t.tenant, t.data_core, t.flow_type, t.event_type
            from cold_object o join event_type t on t.id = o.event_type_id
            where o.confirmed and"""
                    + " ";

    private final Database database;
    private final EventTypes types;
    private final TimeUuids ids;

    SqlEventReader(Database database, EventTypes types, TimeUuids ids) {
        this.database = database;
        this.types = types;
        this.ids = ids;
    }

    @Override
    public List<TimeBucket> buckets(
            Set<EventTypeName> names, TimeBucket from, TimeBucket to, boolean descending, int limit) {
        List<Long> numbers =
                names.stream().flatMap(name -> types.find(name).stream()).toList();
        if (numbers.isEmpty()) {
            return List.of();
        }
        String among = numbers.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
        String sql =
                """
                select bucket from portion
                where event_type_id in %s and bucket between ? and ? and (archived or expires_ms > ?)
                    and (bucket <= ? or received_ms <= ?)
                union
                select bucket from cold_object
                where event_type_id in %s and bucket between ? and ? and confirmed
                order by 1 %s limit ?"""
                        .formatted(among, among, descending ? "desc" : "asc");
        return database.read(connection -> {
            Instant settled = TimeUuids.timeOf(settledUntil(connection, numbers));
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, from.hour());
                select.setLong(2, to.hour());
                select.setLong(3, ids.now().toEpochMilli());
                select.setLong(4, TimeBucket.of(settled).hour());
                select.setLong(5, settled.toEpochMilli());
                select.setLong(6, from.hour());
                select.setLong(7, to.hour());
                select.setInt(8, limit);
                try (ResultSet rows = select.executeQuery()) {
                    List<TimeBucket> buckets = new ArrayList<>();
                    while (rows.next()) {
                        buckets.add(new TimeBucket(rows.getLong(1)));
                    }
                    return buckets;
                }
            }
        });
    }

    @Override
    public HotPage page(EventTypeName type, TimeBucket bucket, EventRange range, PageLimits limits) {
        Optional<Long> number = types.find(type);
        if (number.isEmpty()) {
            return new HotPage(List.of(), false, List.of());
        }
        return database.read(connection -> {
            long settled = settledUntil(connection, List.of(number.get()));
            PageQuery query = new PageQuery(database, number.get(), bucket, range, settled, ids.now());
            List<StoredEvent> events = new ArrayList<>();
            boolean more = false;
            try (PreparedStatement select = query.prepare(connection, limits.events() + 1L);
                    ResultSet rows = select.executeQuery()) {
                StoredEvents stored = new StoredEvents(database, type, rows);
                long bytes = 0;
                for (Optional<StoredEvent> event = stored.next(); event.isPresent() && !more; event = stored.next()) {
                    more = events.size() == limits.events() || (!events.isEmpty() && bytes >= limits.bytes());
                    if (!more) {
                        events.add(event.get());
                        bytes += event.get().payload().length;
                    }
                }
            }
            // Last, so that what leaves the hot store in the meantime is seen twice rather than not at all.
            return new HotPage(events, more, coldOnly(connection, number.get(), bucket));
        });
    }

    private List<ColdObject> coldOnly(Connection connection, long type, TimeBucket bucket) throws SQLException {
        String sql = OBJECT
                + """
                o.event_type_id = ? and o.bucket = ?
                    and o.events > coalesce((select sum(p.events) from portion p where p.object_id = o.id), 0)""";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, type);
            select.setLong(2, bucket.hour());
            try (ResultSet rows = select.executeQuery()) {
                List<ColdObject> objects = new ArrayList<>();
                while (rows.next()) {
                    objects.add(object(rows));
                }
                objects.sort(Comparator.comparing(ColdObject::first, EventRange.ORDER));
                return objects;
            }
        }
    }

    @Override
    public List<StoredFile> files(String tenant, String fileId) {
        String sql =
                """
                select f.file_id, f.name, f.type, f.size, f.sha256, f.submission_id, f.parts, f.first_id, f.last_id,
                    f.received_ms, t.tenant, t.data_core, t.flow_type, t.event_type
                from file f join event_type t on t.id = f.event_type_id
                where f.file_id = ? and t.tenant = ? and (f.archived or f.expires_ms > ?)
                order by f.submission_id desc""";
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, fileId);
                select.setString(2, tenant);
                select.setLong(3, ids.now().toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    List<StoredFile> files = new ArrayList<>();
                    while (rows.next()) {
                        files.add(file(rows));
                    }
                    return files;
                }
            }
        });
    }

    @Override
    public Optional<ColdObject> object(UUID id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(OBJECT + "o.id = ?")) {
                database.setId(select, 1, id);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(object(rows)) : Optional.empty();
                }
            }
        });
    }

    private ColdObject object(ResultSet rows) throws SQLException {
        return new ColdObject(
                database.getId(rows, 1),
                EventTypes.name(rows, 8),
                new TimeBucket(rows.getLong(2)),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5),
                database.getId(rows, 6),
                database.getId(rows, 7));
    }

    private StoredFile file(ResultSet rows) throws SQLException {
        FileEntry entry = new FileEntry(
                rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4), rows.getString(5));
        return new StoredFile(
                entry,
                EventTypes.name(rows, 11),
                rows.getLong(6),
                rows.getInt(7),
                database.getId(rows, 8),
                database.getId(rows, 9),
                Instant.ofEpochMilli(rows.getLong(10)));
    }

    /** To be asked before the statement that reads the events. */
    private long settledUntil(Connection connection, List<Long> numbers) throws SQLException {
        return database.settledUntil(connection, numbers, ids.latest());
    }
}
