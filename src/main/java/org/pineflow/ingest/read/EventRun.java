package org.pineflow.ingest.read;

import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.HotPage;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Events of one place in order, opened only when its turn has come: until then it is known by an id that none of its
 * events goes before. Belongs to one thread.
 */
final class EventRun {

    private final Supplier<Iterator<StoredEvent>> opening;
    private final boolean cutOff;
    private Optional<Iterator<StoredEvent>> open = Optional.empty();
    private Optional<StoredEvent> head = Optional.empty();
    private UUID position;

    private EventRun(UUID position, boolean cutOff, Supplier<Iterator<StoredEvent>> opening) {
        this.position = position;
        this.cutOff = cutOff;
        this.opening = opening;
    }

    static Optional<EventRun> hot(HotPage page) {
        return page.events().isEmpty()
                ? Optional.empty()
                : Optional.of(new EventRun(page.events().get(0).eventId(), page.more(), () -> page.events()
                        .iterator()));
    }

    static EventRun cold(ColdObject object, EventRange range, Supplier<Iterator<StoredEvent>> opening) {
        return new EventRun(range.descending() ? object.last() : object.first(), false, opening);
    }

    /** Where it is: the id of its head, or before it is opened one that no head goes before. */
    UUID position() {
        return position;
    }

    boolean isOpen() {
        return open.isPresent();
    }

    /** The event at the position, once it is open. */
    StoredEvent head() {
        return head.orElseThrow();
    }

    /** Goes to the first event, or the next one; false at the end. */
    boolean advance() {
        if (open.isEmpty()) {
            open = Optional.of(opening.get());
        }
        Iterator<StoredEvent> events = open.get();
        head = events.hasNext() ? Optional.of(events.next()) : Optional.empty();
        head.ifPresent(event -> position = event.eventId());
        return head.isPresent();
    }

    /** Whether there are more events after its end, which it does not have. */
    boolean cutOff() {
        return cutOff;
    }
}
