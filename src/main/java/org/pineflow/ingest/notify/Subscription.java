package org.pineflow.ingest.notify;

import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * What a reader wants to be told of.
 *
 * @param flowType only of this one; empty = of all of the data core
 * @param eventType only of this one; empty = of all of the flow type
 */
record Subscription(UUID dataCore, Optional<String> flowType, Optional<String> eventType) {

    boolean wants(EventTypeName type) {
        return type.dataCore().equals(dataCore)
                && flowType.map(type.flowType()::equals).orElse(true)
                && eventType.map(type.eventType()::equals).orElse(true);
    }
}
