package org.pineflow.ingest.cold;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.pineflow.ingest.request.JsonBuilder;
import org.pineflow.ingest.store.StoredEvent;

/** Writes events as {@link EventLine} describes them, one after the other. Belongs to one thread. */
final class EventLineWriter {

    private Map<String, String> metadataBefore = Map.of();
    private byte[] metadata = JsonBuilder.object(metadataBefore);

    /** Adds the line of an event, with its end. */
    void write(StoredEvent event, JsonBuilder out) {
        out.ascii("{\"eventId\":\"").ascii(event.eventId().toString());
        out.ascii("\",\"eventTime\":\"").time(event.eventTime());
        out.ascii("\",\"validTime\":\"").time(event.validTime());
        out.ascii("\",\"ingestedAt\":\"").time(event.receivedAt());
        out.ascii("\",\"given\":").ascii(given(event));
        out.ascii(",\"metadata\":").raw(metadata(event.sentMetadata()));
        byte[] payload = event.payload();
        if (hasLineBreak(payload)) {
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

    /** Mostly those of the event before, of the same request. */
    private byte[] metadata(Map<String, String> sent) {
        if (!sent.equals(metadataBefore)) {
            metadata = JsonBuilder.object(sent);
            metadataBefore = sent;
        }
        return metadata;
    }

    private static boolean hasLineBreak(byte[] payload) {
        for (byte b : payload) {
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }
}
