package org.pineflow.ingest.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * Which events of a bucket are wanted. Ids are compared by the order of time, {@link #ORDER}, and need not be those of
 * events that there are.
 *
 * @param from the first one wanted
 * @param after only later ones than this
 * @param to the last one wanted
 * @param validAt only those that are valid since this time or longer
 * @param knownAt only those that had been stored by this time
 * @param descending the latest first
 */
public record EventRange(
        Optional<UUID> from,
        Optional<UUID> after,
        Optional<UUID> to,
        Optional<Instant> validAt,
        Optional<Instant> knownAt,
        boolean descending) {

    /** Every event, the earliest first. */
    public static final EventRange ALL = new EventRange(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Ids by the time in them; those of the same 100 ns by their clock sequence and node. */
    public static final Comparator<UUID> ORDER = Comparator.comparingLong(UUID::timestamp)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);
}
