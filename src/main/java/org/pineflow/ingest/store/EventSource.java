package org.pineflow.ingest.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.pineflow.ingest.request.NewEvent;

/**
 * The events of a submission, in order. They may be made one by one while they are stored, so that a large file is never
 * whole in memory; a source can be gone through more than once, with the same events each time.
 */
public interface EventSource extends Iterable<NewEvent> {

    /** How many there are. */
    int count();

    /**
     * The valid time of each event, or else its event time, as the sender gave it. A source whose events are costly to make
     * tells it without making them.
     */
    default List<Optional<Instant>> times() {
        List<Optional<Instant>> times = new ArrayList<>(count());
        forEach(event -> times.add(event.validTime().or(event::eventTime)));
        return times;
    }

    /** Events that are all there. */
    static EventSource of(List<NewEvent> events) {
        List<NewEvent> all = List.copyOf(events);
        return new EventSource() {
            @Override
            public int count() {
                return all.size();
            }

            @Override
            public Iterator<NewEvent> iterator() {
                return all.iterator();
            }
        };
    }
}
