package org.pineflow.ingest.catalog;

import java.util.UUID;

/**
 * The full name of an event type.
 *
 * @param dataCore the data core's id; its name may change, the id does not
 */
public record EventTypeName(String tenant, UUID dataCore, String flowType, String eventType) {

    /** {@code tenant/data core id/flow type/event type}, for people. */
    @Override
    public String toString() {
        return tenant + "/" + dataCore + "/" + flowType + "/" + eventType;
    }
}
