package org.pineflow.ingest.cold;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.pineflow.ingest.request.EventTime;
import org.pineflow.ingest.request.JsonBuilder;
import org.pineflow.ingest.store.StoredEvent;

/** Writes events as {@link EventLine} describes them, one after the other. Belongs to one thread. */
final class EventLineWriter {

    private Map<String, String> metadataBefore = Map.of();
    private byte[] metadata = JsonBuilder.object(metadataBefore);
    private Instant receivedBefore = Instant.EPOCH;
    private byte[] received = {};

    /** Adds the line of an event, with its end. */
    void write(StoredEvent event, JsonBuilder out) {
        out.ascii("{\"eventId\":\"").ascii(event.eventId().toString());
        out.ascii("\",\"eventTime\":\"").time(event.eventTime());
        out.ascii("\",\"validTime\":\"").time(event.validTime());
        out.ascii("\",\"ingestedAt\":\"").raw(received(event.receivedAt()));
        out.ascii("\",\"given\":").ascii(given(event));
        out.ascii(",\"metadata\":").raw(metadata(event.sentMetadata()));
        byte[] payload = event.payload();
        if (LineBreaks.anyIn(payload)) {
            out.ascii(",\"payloadText\":").raw(JsonBuilder.quoted(new String(payload, StandardCharsets.UTF_8)));
        } else {
            out.ascii(",\"payload\":").raw(payload);
        }
        out.ascii("}\n");
    }

    private static String given(StoredEvent event) {
        boolean validTime = event.givenValidTime().isPresent();
        if (event.givenEventTime().isPresent()) {
            return validTime ? "[\"eventTime\",\"validTime\"]" : "[\"eventTime\"]";
        }
        return validTime ? "[\"validTime\"]" : "[]";
    }

    /** Mostly that of the event before, of the same request. */
    private byte[] received(Instant time) {
        if (received.length == 0 || !time.equals(receivedBefore)) {
            received = EventTime.format(time).getBytes(StandardCharsets.US_ASCII);
            receivedBefore = time;
        }
        return received;
    }

    /** Mostly those of the event before, of the same request. */
    private byte[] metadata(Map<String, String> sent) {
        if (!sent.equals(metadataBefore)) {
            metadata = JsonBuilder.object(sent);
            metadataBefore = sent;
        }
        return metadata;
    }
}
