package org.pineflow.ingest.store;

import java.util.List;

/**
 * What the hot store knows of a part of a bucket.
 *
 * @param events in the order that was asked for
 * @param more whether the limits left some out
 * @param cold the objects that hold events of this bucket which the hot store no longer has
 */
public record HotPage(List<StoredEvent> events, boolean more, List<ColdObject> cold) {

    public HotPage {
        events = List.copyOf(events);
        cold = List.copyOf(cold);
    }
}
