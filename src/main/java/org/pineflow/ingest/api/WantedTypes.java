package org.pineflow.ingest.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Which event types a caller wants to read. One that there is not, and one that the key may not read, get the same
 * answer.
 */
final class WantedTypes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 100;

    private WantedTypes() {}

    /** Those whose ids the query names, in {@code eventTypeId}. */
    static Set<EventTypeName> byId(Catalog catalog, ApiKey key, Parameters query) {
        Set<EventTypeName> types = new LinkedHashSet<>();
        for (String id : limited("eventTypeId", query.all("eventTypeId"))) {
            UUID uuid = Parameters.uuid("eventTypeId", id);
            types.add(catalog.eventType(uuid)
                    .map(EventType::fullName)
                    .filter(key::mayRead)
                    .orElseThrow(WantedTypes::notFound));
        }
        return types;
    }

    /** Those that a body names: {@code tenant}, {@code dataCoreId}, {@code flowType}, {@code eventTypes}. */
    static Set<EventTypeName> byName(Catalog catalog, ApiKey key, Parameters body) {
        Set<EventTypeName> types = new LinkedHashSet<>();
        for (String eventType : limited("eventTypes", body.all("eventTypes"))) {
            types.add(catalog.find(
                            body.required("tenant"), body.required("dataCoreId"), body.required("flowType"), eventType)
                    .filter(key::mayRead)
                    .orElseThrow(WantedTypes::notFound));
        }
        return types;
    }

    /** The fields of a body that is a JSON object of texts, numbers, and lists of texts. */
    static Parameters body(byte[] json) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object(json).properties()) {
            List<String> texts = new ArrayList<>();
            if (field.getValue().isArray()) {
                field.getValue().forEach(item -> texts.add(text(field.getKey(), item)));
            } else if (!field.getValue().isNull()) {
                texts.add(text(field.getKey(), field.getValue()));
            }
            values.put(field.getKey(), texts);
        }
        return new Parameters(values);
    }

    private static JsonNode object(byte[] json) {
        try {
            JsonNode body = JSON.readTree(json);
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw RequestRefusedException.badRequest("the body is not valid JSON");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be read", e);
        }
        throw RequestRefusedException.badRequest("the body has to be a JSON object");
    }

    private static String text(String name, JsonNode value) {
        if (!value.isValueNode()) {
            throw Parameters.wrong(name, "a text, or a list of texts");
        }
        return value.asText();
    }

    private static List<String> limited(String name, List<String> all) {
        if (all.isEmpty() || all.size() > MOST) {
            throw Parameters.wrong(name, "given, and at most " + MOST + " times");
        }
        return all;
    }

    private static RequestRefusedException notFound() {
        return new RequestRefusedException(Status.NOT_FOUND, "there is no such event type for this key");
    }
}
