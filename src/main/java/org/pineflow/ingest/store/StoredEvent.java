package org.pineflow.ingest.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.EventTime;

/**
 * An event as it was stored.
 *
 * @param eventId a version 1 time UUID whose time is the event time
 * @param payload the JSON object, byte for byte as it was received
 * @param givenEventTime the event time, where the sender gave one
 * @param givenValidTime the valid time, where the sender gave one
 * @param receivedAt when it was stored, by the store's clock
 * @param sentMetadata what the sender wrote about it
 */
public record StoredEvent(
        UUID eventId,
        EventTypeName type,
        byte[] payload,
        Optional<Instant> givenEventTime,
        Optional<Instant> givenValidTime,
        Instant receivedAt,
        Map<String, String> sentMetadata) {

    /** When it happened: as the sender said, else when it was stored. */
    public Instant eventTime() {
        return givenEventTime.orElseGet(() -> TimeUuids.timeOf(eventId));
    }

    /** Since when it is valid: as the sender said, else the event time. */
    public Instant validTime() {
        return givenValidTime.orElseGet(this::eventTime);
    }

    /** The UTC hour of the event time; agrees with the time in the id. */
    public TimeBucket bucket() {
        return TimeBucket.of(eventId);
    }

    /** What the sender wrote, and what Flowcore's services add to it; senders cannot set the added ones. */
    public Map<String, String> metadata() {
        Map<String, String> all = new LinkedHashMap<>(sentMetadata);
        givenEventTime.ifPresent(time -> all.put("event-time", EventTime.format(time)));
        givenValidTime.ifPresent(time -> all.put("valid-time-on/stored-event", EventTime.format(time)));
        all.put("producer", "pineflow");
        all.put("ingested-at", EventTime.format(receivedAt));
        return Collections.unmodifiableMap(all);
    }
}
