package org.pineflow.ingest.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.DataCore;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.ingest.catalog.FlowType;

/**
 * The first message of a reader: {@code {"tenant":…,"dataCoreId":…,"flowTypeId":…,"eventTypeId":…}}, the last two where
 * it does not want all of what is above them.
 */
final class SubscriptionRequest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalog catalog;
    private final ApiKey key;

    SubscriptionRequest(Catalog catalog, ApiKey key) {
        this.catalog = catalog;
        this.key = key;
    }

    /** The message asks for nothing that can be given; the text says why. */
    static final class NoSubscriptionException extends Exception {

        private static final long serialVersionUID = 1L;

        NoSubscriptionException(String message) {
            super(message, null, false, false);
        }
    }

    Subscription read(String message) throws NoSubscriptionException {
        JsonNode request = parse(message);
        DataCore dataCore = id(request, "dataCoreId")
                .flatMap(catalog::dataCore)
                .filter(found -> found.tenant().name().equals(key.tenant()))
                .filter(found ->
                        found.tenant().name().equals(request.path("tenant").asText())
                                || found.tenant()
                                        .id()
                                        .toString()
                                        .equals(request.path("tenant").asText()))
                .orElseThrow(() -> new NoSubscriptionException("there is no such tenant and data core for this key"));
        Optional<UUID> flowTypeId = id(request, "flowTypeId");
        Optional<UUID> eventTypeId = id(request, "eventTypeId");
        Optional<FlowType> flowType = flowTypeId.flatMap(catalog::flowType).filter(found -> found.dataCore()
                .equals(dataCore));
        Optional<EventType> eventType = eventTypeId
                .flatMap(catalog::eventType)
                .filter(found -> found.flowType().dataCore().equals(dataCore))
                .filter(found -> flowType.map(found.flowType()::equals).orElse(true));
        if (flowTypeId.isPresent() && flowType.isEmpty() || eventTypeId.isPresent() && eventType.isEmpty()) {
            throw new NoSubscriptionException("there is no such flow type or event type for this key");
        }
        return new Subscription(
                dataCore.id(),
                eventType.map(found -> found.flowType().name()).or(() -> flowType.map(FlowType::name)),
                eventType.map(EventType::name));
    }

    private static JsonNode parse(String message) throws NoSubscriptionException {
        try {
            JsonNode request = JSON.readTree(message);
            if (request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException e) {
            throw new NoSubscriptionException("a subscription has to be JSON");
        }
        throw new NoSubscriptionException("a subscription has to be a JSON object");
    }

    private static Optional<UUID> id(JsonNode request, String name) throws NoSubscriptionException {
        JsonNode id = request.path(name);
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(id.asText()));
        } catch (IllegalArgumentException e) {
            throw new NoSubscriptionException(name + " has to be a UUID");
        }
    }
}
