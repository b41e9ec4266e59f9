package org.pineflow.ingest.store;

import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.pineflow.ingest.catalog.EventTypeName;

/** A store that has observers. */
public final class ObservedEventStore implements EventStore {

    private final EventStore store;
    private final List<AppendObserver> observers;

    public ObservedEventStore(EventStore store, List<AppendObserver> observers) {
        this.store = store;
        this.observers = List.copyOf(observers);
    }

    @Override
    public Receipt append(Submission submission) {
        Receipt receipt = store.append(submission);
        observers.forEach(observer -> observer.appended(submission, receipt));
        return receipt;
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
