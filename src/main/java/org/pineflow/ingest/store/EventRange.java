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

    /** Whether an event of the bucket is wanted. */
    public boolean wants(StoredEvent event) {
        return wants(event.eventId())
                && validAt.map(time -> !event.validTime().isAfter(time)).orElse(true)
                && knownAt.map(time -> !event.receivedAt().isAfter(time)).orElse(true);
    }

    /** Whether an event with this id can be wanted. */
    public boolean wants(UUID id) {
        return from.map(first -> ORDER.compare(id, first) >= 0).orElse(true)
                && after.map(before -> ORDER.compare(id, before) > 0).orElse(true)
                && to.map(last -> ORDER.compare(id, last) <= 0).orElse(true);
    }

    /** Whether any event from {@code first} to {@code last}, the earlier one first, can be wanted. */
    public boolean mayWant(UUID first, UUID last) {
        return from.map(earliest -> ORDER.compare(last, earliest) >= 0).orElse(true)
                && after.map(before -> ORDER.compare(last, before) > 0).orElse(true)
                && to.map(latest -> ORDER.compare(first, latest) <= 0).orElse(true);
    }

    /** The order in which events are given. */
    public Comparator<UUID> order() {
        return descending ? ORDER.reversed() : ORDER;
    }
}
