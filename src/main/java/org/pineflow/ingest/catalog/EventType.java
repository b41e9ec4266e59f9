package org.pineflow.ingest.catalog;

import java.util.UUID;

/**
 * An event type of the catalog.
 *
 * @param id unique in the catalog; from its name, its flow type's name and its data core's id where the catalog gives none
 * @param name unique in its flow type
 */
public record EventType(UUID id, String name, FlowType flowType) {

    /** The name that events are stored under. */
    public EventTypeName fullName() {
        DataCore dataCore = flowType.dataCore();
        return new EventTypeName(dataCore.tenant().name(), dataCore.id(), flowType.name(), name);
    }
}
