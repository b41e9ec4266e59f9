package org.pineflow.ingest.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.read.EventLog;
import org.pineflow.ingest.read.EventPage;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.TimeBucket;

/** Buckets and events, in pages. */
final class EventsApi {

    /** The most buckets, and the most events, of a page. */
    static final int LARGEST_PAGE = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TimeBucket FIRST = TimeBucket.of(Instant.parse("0000-01-01T00:00:00Z"));
    private static final TimeBucket LAST = TimeBucket.of(Instant.parse("9999-12-31T23:00:00Z"));

    private final EventLog log;
    private final long pageBytes;

    /** @param pageBytes a page ends when its payloads are this long */
    EventsApi(EventLog log, long pageBytes) {
        this.log = log;
        this.pageBytes = pageBytes;
    }

    /**
     * The buckets that have events. The cursor is the bucket that comes next, as the number that clients want it to be;
     * it is never 0, which they would take for none.
     */
    byte[] buckets(Set<EventTypeName> types, Parameters asked) {
        boolean descending = asked.descending();
        int size = asked.number("pageSize", LARGEST_PAGE, LARGEST_PAGE);
        TimeBucket from = asked.bucket("fromTimeBucket").orElse(FIRST);
        TimeBucket to = asked.bucket("toTimeBucket").orElse(LAST);
        Optional<TimeBucket> cursor = asked.bucket("cursor");
        List<TimeBucket> buckets = log.buckets(
                types,
                descending ? from : cursor.orElse(from),
                descending ? cursor.orElse(to) : to,
                descending,
                size + 1);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "timeBuckets",
                buckets.stream().limit(size).map(TimeBucket::toString).toList());
        if (buckets.size() > size) {
            answer.put("nextCursor", Long.parseLong(buckets.get(size).toString()));
        }
        return json(answer);
    }

    /**
     * Events of one bucket, in the order of time. The cursor is the id of the last event of the page before. With {@code
     * order=desc} there is one page only.
     *
     * @param times may hold {@code validAt} and {@code knownAt} too: only what was valid, and known, at these times
     */
    byte[] events(Set<EventTypeName> types, TimeBucket bucket, Parameters asked) {
        boolean descending = asked.descending();
        Optional<UUID> from = asked.eventId("fromEventId");
        Optional<UUID> after =
                asked.eventId("cursor").or(() -> from.isPresent() ? Optional.empty() : asked.eventId("afterEventId"));
        EventRange range = new EventRange(
                from, after, asked.eventId("toEventId"), asked.time("validAt"), asked.time("knownAt"), descending);
        EventPage page = log.page(
                types, bucket, range, new PageLimits(asked.number("pageSize", LARGEST_PAGE, LARGEST_PAGE), pageBytes));
        Optional<String> next = page.more() && !descending
                ? Optional.of(last(page.events()).eventId().toString())
                : Optional.empty();
        return EventJson.page(page, next);
    }

    private static StoredEvent last(List<StoredEvent> events) {
        return events.get(events.size() - 1);
    }

    static byte[] json(Object answer) {
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of texts, numbers, lists and maps is always JSON", e);
        }
    }
}
