package org.pineflow.ingest.store;

import java.util.Iterator;
import java.util.List;
import org.pineflow.ingest.request.NewEvent;

/**
 * The events of a submission, in order. They may be made one by one while they are stored, so that a large file is never
 * whole in memory; a source can be gone through more than once, with the same events each time.
 */
public interface EventSource extends Iterable<NewEvent> {

    /** How many there are. */
    int count();

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
