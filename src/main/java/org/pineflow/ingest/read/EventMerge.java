package org.pineflow.ingest.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.StoredEvent;

/** Makes one page of several runs in order. An event that is in two of them is given once. */
final class EventMerge {

    private EventMerge() {}

    static EventPage merge(List<EventRun> runs, EventRange range, PageLimits limits) {
        PriorityQueue<EventRun> queue =
                new PriorityQueue<>(Math.max(1, runs.size()), Comparator.comparing(EventRun::position, range.order()));
        queue.addAll(runs);
        List<StoredEvent> events = new ArrayList<>();
        long bytes = 0;
        while (!queue.isEmpty()) {
            EventRun run = queue.remove();
            if (run.isOpen()) {
                StoredEvent event = run.head();
                boolean twice = !events.isEmpty()
                        && events.get(events.size() - 1).eventId().equals(event.eventId());
                if (!twice && (events.size() == limits.events() || !events.isEmpty() && bytes >= limits.bytes())) {
                    return new EventPage(events, true);
                }
                if (!twice) {
                    events.add(event);
                    bytes += event.payload().length;
                }
            }
            if (run.advance()) {
                queue.add(run);
            } else if (run.cutOff()) {
                return new EventPage(events, true);
            }
        }
        return new EventPage(events, false);
    }
}
