package org.pineflow.ingest.store;

/** An idempotency key came again with other bytes. Nothing was stored for the second request. */
public class IdempotencyConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IdempotencyConflictException() {
        super(
                "this Idempotency-Key was used before for other events; use a new key for new events",
                null,
                false,
                false);
    }
}
