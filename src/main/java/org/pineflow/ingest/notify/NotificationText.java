package org.pineflow.ingest.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.EventTime;

/** The frames of the notification socket, as Flowcore's clients read them. */
final class NotificationText {

    private static final String PATTERN = "stored.event.notify.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private NotificationText() {}

    /** {@code {"message":"…"}}, and in the message the event's names as a JSON text of their own. */
    static String stored(EventTypeName type, UUID eventId, Instant validTime) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("tenantId", type.tenant());
        data.put("eventId", eventId.toString());
        data.put("dataCore", type.dataCore().toString());
        data.put("aggregator", type.flowType());
        data.put("eventType", type.eventType());
        data.put("validTime", EventTime.format(validTime));
        return json(Map.of("message", json(Map.of("pattern", PATTERN, "data", data))));
    }

    /** What is wrong with a subscription. */
    static String refused(String message) {
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("type", "validation");
        refusal.put("summary", "this is no subscription");
        refusal.put("message", message);
        refusal.put("found", Map.of());
        refusal.put("errors", List.of());
        return json(refusal);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, lists and maps are always JSON", e);
        }
    }
}
