package org.pineflow.ingest.api;

import java.util.Optional;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.read.EventPage;
import org.pineflow.ingest.request.JsonBuilder;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Events as Flowcore's clients read them. The payload goes out byte for byte as it came in. What an event has in common
 * with the one before is not made again: most of a page was written by few requests. Belongs to one thread.
 */
final class EventJson {

    /** What stands around a payload, in bytes, mostly. */
    private static final int AROUND = 384;

    private final JsonBuilder out;
    private Optional<StoredEvent> before = Optional.empty();
    private String bucket = "";
    private byte[] names = {};
    private byte[] metadata = {};

    private EventJson(int expected) {
        this.out = new JsonBuilder(expected);
    }

    /** {@code {"events":[…],"nextCursor":"…"}}; clients take a {@code nextCursor} that is there for a further page. */
    static byte[] page(EventPage page, Optional<String> nextCursor) {
        long payloads = page.events().stream()
                .mapToLong(event -> event.payload().length)
                .sum();
        long expected = payloads + (long) AROUND * page.events().size() + AROUND;
        EventJson json = new EventJson((int) Math.min(Integer.MAX_VALUE, expected));
        json.events(page);
        nextCursor.ifPresent(cursor -> json.out.ascii(",\"nextCursor\":").raw(JsonBuilder.quoted(cursor)));
        return json.out.ascii("}").whole();
    }

    private void events(EventPage page) {
        out.ascii("{\"events\":[");
        String separator = "";
        for (StoredEvent event : page.events()) {
            out.ascii(separator);
            write(event);
            separator = ",";
        }
        out.ascii("]");
    }

    private void write(StoredEvent event) {
        if (!before.map(StoredEvent::bucket).equals(Optional.of(event.bucket()))) {
            bucket = event.bucket().toString();
        }
        if (before.filter(other -> other.type().equals(event.type())).isEmpty()) {
            names = names(event.type());
        }
        if (before.filter(other -> sameMetadata(other, event)).isEmpty()) {
            metadata = JsonBuilder.object(event.metadata());
        }
        before = Optional.of(event);
        out.ascii("{\"eventId\":\"").ascii(event.eventId().toString());
        out.ascii("\",\"timeBucket\":\"").ascii(bucket).ascii("\"");
        out.raw(names).raw(metadata);
        out.ascii(",\"validTime\":\"").time(event.validTime());
        out.ascii("\",\"payload\":").raw(event.payload()).ascii("}");
    }

    private static byte[] names(EventTypeName type) {
        return new JsonBuilder(0)
                .ascii(",\"tenant\":")
                .raw(JsonBuilder.quoted(type.tenant()))
                .ascii(",\"dataCoreId\":\"")
                .ascii(type.dataCore().toString())
                .ascii("\",\"flowType\":")
                .raw(JsonBuilder.quoted(type.flowType()))
                .ascii(",\"eventType\":")
                .raw(JsonBuilder.quoted(type.eventType()))
                .ascii(",\"metadata\":")
                .whole();
    }

    private static boolean sameMetadata(StoredEvent one, StoredEvent other) {
        return one.receivedAt().equals(other.receivedAt())
                && one.givenEventTime().equals(other.givenEventTime())
                && one.givenValidTime().equals(other.givenValidTime())
                && one.sentMetadata().equals(other.sentMetadata());
    }
}
