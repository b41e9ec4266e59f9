package org.pineflow.ingest.notify;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.ArchiveLedger;
import org.pineflow.ingest.store.EventReader;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.Expiry;
import org.pineflow.ingest.store.Receipt;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.Submission;
import org.pineflow.ingest.store.TimeUuids;

/** A store that tells of what it has stored, after the commit. What was stored before is not told again. */
public final class NotifyingEventStore implements EventStore {

    private final EventStore store;
    private final Notifications notifications;

    public NotifyingEventStore(EventStore store, Notifications notifications) {
        this.store = store;
        this.notifications = notifications;
    }

    @Override
    public Receipt append(Submission submission) {
        Receipt receipt = store.append(submission);
        if (!receipt.repeated() && notifications.wanted(submission.type())) {
            List<UUID> ids = receipt.eventIds();
            notifications.stored(submission.type(), ids, () -> validTimes(submission, ids.iterator()));
        }
        return receipt;
    }

    private static Iterator<Instant> validTimes(Submission submission, Iterator<UUID> ids) {
        Iterator<NewEvent> events = submission.events().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public Instant next() {
                NewEvent event = events.next();
                Instant idTime = TimeUuids.timeOf(ids.next());
                return event.validTime().or(event::eventTime).orElse(idTime);
            }
        };
    }

    @Override
    public void read(EventTypeName type, Consumer<StoredEvent> reader) {
        store.read(type, reader);
    }

    @Override
    public long count(EventTypeName type) {
        return store.count(type);
    }

    @Override
    public List<EventTypeName> eventTypes() {
        return store.eventTypes();
    }

    @Override
    public EventReader reader() {
        return store.reader();
    }

    @Override
    public ArchiveLedger archive() {
        return store.archive();
    }

    @Override
    public Expiry expiry() {
        return store.expiry();
    }

    @Override
    public DataSource database() {
        return store.database();
    }

    @Override
    public void close() {
        store.close();
    }
}
