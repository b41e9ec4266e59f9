package org.pineflow.flowcore.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pineflow.event.Utf8;

/** Makes the requests of one endpoint. Immutable. */
final class RequestFactory {

    private final Target target;
    private final DeliverySettings settings;
    private final DeflaterPool deflaters;

    RequestFactory(Target target, DeliverySettings settings, DeflaterPool deflaters) {
        this.target = target;
        this.settings = settings;
        this.deflaters = deflaters;
    }

    /** The request for the events {@code from} (inclusive) to {@code to} (exclusive). */
    WebhookRequest make(Consignment consignment, int from, int to) {
        Utf8 json = json(consignment, from, to);
        return new WebhookRequest(
                target.uri(),
                headers(consignment, from, to, json),
                settings.compression().frame(json, deflaters));
    }

    /** The headers that a request for the one event at {@code index} would have. */
    Map<String, String> headersOf(Consignment consignment, int index) {
        return headers(consignment, index, index + 1, json(consignment, index, index + 1));
    }

    /** The address of the requests, for people. */
    String target() {
        return target.toString();
    }

    private Map<String, String> headers(Consignment consignment, int from, int to, Utf8 json) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", consignment.idempotencyKey(target.path(), from, to, json));
        settings.compression().contentEncoding().ifPresent(coding -> headers.put("Content-Encoding", coding));
        settings.metadata().ifPresent(metadata -> headers.put("x-flowcore-metadata-json", metadata));
        if (settings.batch()) {
            settings.eventTimeKey().ifPresent(key -> headers.put("x-flowcore-event-time-key", key));
            settings.validTimeKey().ifPresent(key -> headers.put("x-flowcore-valid-time-key", key));
        } else {
            time(consignment.eventTime(), settings.eventTimeKey(), json)
                    .ifPresent(time -> headers.put("x-flowcore-event-time", time));
            time(consignment.validTime(), settings.validTimeKey(), json)
                    .ifPresent(time -> headers.put("x-flowcore-valid-time", time));
        }
        return headers;
    }

    private Utf8 json(Consignment consignment, int from, int to) {
        return settings.batch()
                ? consignment.events().json(from, to)
                : Utf8.of(consignment.events().get(from).toBytes());
    }

    private static Optional<String> time(Optional<Instant> given, Optional<String> field, Utf8 json) {
        return given.or(() -> field.flatMap(name -> EventTimes.inField(json.exact(), name)))
                .map(EventTimes::format);
    }
}
