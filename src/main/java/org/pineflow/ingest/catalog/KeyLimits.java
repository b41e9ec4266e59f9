package org.pineflow.ingest.catalog;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a key may do of all that its tenant may do. Immutable.
 *
 * @param eventTypes the only event types it is for; empty = all of its tenant
 * @param rights what it may do with them
 * @param expires from when on it is no key any more
 * @param eventsPerSecond how many events it may write a second, on average
 * @param bytesPerSecond how many bytes of events it may write a second, on average
 */
record KeyLimits(
        Optional<Set<EventTypeName>> eventTypes,
        Set<Right> rights,
        Optional<Instant> expires,
        Optional<Long> eventsPerSecond,
        Optional<Long> bytesPerSecond) {

    /** A key without limits. */
    static final KeyLimits NONE = new KeyLimits(
            Optional.empty(), Set.of(Right.values()), Optional.empty(), Optional.empty(), Optional.empty());

    /** What a key may do with events. */
    enum Right {
        WRITE,
        READ
    }

    KeyLimits {
        eventTypes = eventTypes.map(Set::copyOf);
        rights = Set.copyOf(rights);
    }

    boolean allow(Right right, EventTypeName type) {
        return rights.contains(right)
                && eventTypes.map(types -> types.contains(type)).orElse(true);
    }

    boolean isExpired(Instant now) {
        return expires.map(end -> !now.isBefore(end)).orElse(false);
    }
}
