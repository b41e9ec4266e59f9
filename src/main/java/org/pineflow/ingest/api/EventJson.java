package org.pineflow.ingest.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.pineflow.ingest.read.EventPage;
import org.pineflow.ingest.request.EventTime;
import org.pineflow.ingest.store.StoredEvent;

/** Events as Flowcore's clients read them. The payload goes out byte for byte as it came in. */
final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /** {@code {"events":[…],"nextCursor":"…"}}; clients take a {@code nextCursor} that is there for a further page. */
    static byte[] page(EventPage page, Optional<String> nextCursor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (StoredEvent event : page.events()) {
                write(event, json, out);
            }
            json.writeEndArray();
            if (nextCursor.isPresent()) {
                json.writeStringField("nextCursor", nextCursor.get());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be written", e);
        }
        return out.toByteArray();
    }

    private static void write(StoredEvent event, JsonGenerator json, ByteArrayOutputStream out) throws IOException {
        json.writeStartObject();
        json.writeStringField("eventId", event.eventId().toString());
        json.writeStringField("timeBucket", event.bucket().toString());
        json.writeStringField("tenant", event.type().tenant());
        json.writeStringField("dataCoreId", event.type().dataCore().toString());
        json.writeStringField("flowType", event.type().flowType());
        json.writeStringField("eventType", event.type().eventType());
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : event.metadata().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeStringField("validTime", EventTime.format(event.validTime()));
        json.writeFieldName("payload");
        json.writeRawValue("");
        json.flush();
        out.writeBytes(event.payload());
        json.writeEndObject();
    }
}
