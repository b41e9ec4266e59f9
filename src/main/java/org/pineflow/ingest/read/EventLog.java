package org.pineflow.ingest.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.cold.ColdEvents;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.EventReader;
import org.pineflow.ingest.store.HotPage;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.TimeBucket;

/**
 * All events, wherever they are. An event that is being archived or deleted while it is read is given once: what is only
 * in the cold store is settled in the same moment as what the hot one has. Safe for use by several threads.
 *
 * <p>Its methods throw {@link org.pineflow.ingest.store.EventStoreException} or {@link
 * org.pineflow.ingest.cold.ColdStoreException} when a store cannot be read.
 */
public final class EventLog {

    /** So many events are asked of each type in any case, or pages of many types would be short. */
    private static final int LEAST_EVENTS = 250;

    private final EventReader hot;
    private final ColdEvents cold;

    public EventLog(EventReader hot, ColdEvents cold) {
        this.hot = hot;
        this.cold = cold;
    }

    /** The buckets in which any of the types has events, as {@link EventReader#buckets} gives them. */
    public List<TimeBucket> buckets(
            Set<EventTypeName> types, TimeBucket from, TimeBucket to, boolean descending, int limit) {
        return hot.buckets(types, from, to, descending, limit);
    }

    /** The first of the wanted events of all the types in a bucket, in the order of their ids. */
    public EventPage page(Set<EventTypeName> types, TimeBucket bucket, EventRange range, PageLimits limits) {
        List<EventRun> runs = new ArrayList<>();
        PageLimits each = share(limits, Math.max(1, types.size()));
        for (EventTypeName type : types) {
            HotPage page = hot.page(type, bucket, range, each);
            EventRun.hot(page).ifPresent(runs::add);
            for (ColdObject object : page.cold()) {
                if (range.mayWant(object.first(), object.last())) {
                    runs.add(EventRun.cold(object, range, () -> cold.read(object, range)));
                }
            }
        }
        return EventMerge.merge(runs, range, limits);
    }

    /** The pages of all types are in memory together. */
    private static PageLimits share(PageLimits limits, int types) {
        return new PageLimits(
                Math.min(limits.events(), Math.max(LEAST_EVENTS, limits.events() / types)),
                Math.max(1, limits.bytes() / types));
    }
}
