package org.pineflow.ingest.store;

import java.time.Instant;

/** Takes what is over out of the hot store. */
public interface Expiry {

    /**
     * What was taken away.
     *
     * @param events events
     * @param keys idempotency keys
     */
    record Expired(long events, long keys) {

        /** Whether there was anything. */
        public boolean any() {
            return events + keys > 0;
        }
    }

    /**
     * Deletes events whose time is over and that are confirmed in the cold store, or do not belong there; and idempotency
     * keys older than 24 h. What a submission put into a bucket goes whole, in one transaction with what is noted about
     * it. A store that keeps each day apart may leave archived events up to a day longer, to drop the day at once.
     *
     * @param now the time to go by
     * @param limit the most submissions to take in one call; days that are dropped are not counted
     * @throws EventStoreException when the store cannot be used
     */
    Expired expire(Instant now, int limit);
}
