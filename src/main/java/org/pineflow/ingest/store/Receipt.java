package org.pineflow.ingest.store;

import java.util.List;
import java.util.UUID;

/**
 * Proof that a submission is stored.
 *
 * @param eventIds one id per event, in the order of the events
 * @param repeated whether this is the receipt of an earlier submission with the same idempotency key
 */
public record Receipt(List<UUID> eventIds, boolean repeated) {

    public Receipt {
        eventIds = List.copyOf(eventIds);
    }
}
