package org.pineflow.ingest.request;

import java.time.Instant;
import java.util.Optional;

/**
 * An event on its way into the store.
 *
 * @param payload the JSON object, byte for byte as it was received; not copied, and not to be changed
 * @param eventTime the time the sender gave; without one the store's clock gives it
 * @param validTime the time the sender gave; without one it is the event time
 */
public record NewEvent(byte[] payload, Optional<Instant> eventTime, Optional<Instant> validTime) {}
