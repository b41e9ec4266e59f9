package org.pineflow.ingest.read;

import java.util.List;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Some events of a bucket.
 *
 * @param events in the order that was asked for
 * @param more whether there may be others after them
 */
public record EventPage(List<StoredEvent> events, boolean more) {

    public EventPage {
        events = List.copyOf(events);
    }
}
