package org.pineflow.ingest.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.pineflow.ingest.catalog.EventTypeName;

/** Events in the tables of a database. */
final class SqlEventStore implements EventStore {

    private final Database database;
    private final TimeUuids ids;
    private final EventTypes types;
    private final EventReader reader;
    private final ArchiveLedger archive;
    private final Expiry expiry;

    SqlEventStore(Database database, TimeUuids ids) {
        this.database = database;
        this.ids = ids;
        this.types = new EventTypes(database);
        this.reader = new SqlEventReader(database, types, ids);
        this.archive = new SqlArchiveLedger(database, types);
        this.expiry = new SqlExpiry(database);
    }

    @Override
    public Receipt append(Submission submission) {
        Optional<Long> known = types.known(submission.type());
        EventTypeId type = database.write(connection -> {
            long id = known.isPresent() ? known.get() : EventTypes.add(connection, submission.type());
            return new EventTypeId(id, new SubmissionWriter(database, connection, ids, id).write(submission));
        });
        types.remember(submission.type(), type.id());
        return type.receipt();
    }

    /** What a committed transaction found out. */
    private record EventTypeId(long id, Receipt receipt) {}

    @Override
    public void read(EventTypeName type, Consumer<StoredEvent> reader) {
        Optional<Long> id = types.find(type);
        if (id.isEmpty()) {
            return;
        }
        String sql = StoredEvents.select(database, id.get())
                + """
                e.event_type_id = ? and (p.archived or p.expires_ms > ?)
                order by e.submission_id, e.ordinal""";
        database.read(connection -> {
            try (PreparedStatement select = database.prepareForManyRows(connection, sql)) {
                select.setLong(1, id.get());
                select.setLong(2, ids.now().toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    new StoredEvents(database, type, rows).forEachRemaining(reader);
                }
            }
            return null;
        });
    }

    @Override
    public long count(EventTypeName type) {
        String sql =
                """
                select count(*) from event where event_type_id = (select id from event_type
                    where tenant = ? and data_core = ? and flow_type = ? and event_type = ?)""";
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                EventTypes.bind(select, type);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
    }

    @Override
    public List<EventTypeName> eventTypes() {
        return types.all();
    }

    @Override
    public EventReader reader() {
        return reader;
    }

    @Override
    public ArchiveLedger archive() {
        return archive;
    }

    @Override
    public Expiry expiry() {
        return expiry;
    }

    @Override
    public DataSource database() {
        return database.dataSource();
    }

    @Override
    public void close() {
        database.close();
    }
}
