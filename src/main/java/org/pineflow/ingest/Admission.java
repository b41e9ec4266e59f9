package org.pineflow.ingest;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.file.MediaTypes;
import org.pineflow.ingest.file.UploadLimits;
import org.pineflow.ingest.request.Authentication;
import org.pineflow.ingest.request.ContentCoding;
import org.pineflow.ingest.request.EventPath;
import org.pineflow.ingest.request.EventTime;
import org.pineflow.ingest.request.EventTimes;
import org.pineflow.ingest.request.IdempotencyKey;
import org.pineflow.ingest.request.MetadataHeader;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * First step: who sends this, may they, and what do the headers say. Body in: the request as platform-http hands it
 * over with {@code useBodyHandler=false}; body out: {@link AdmittedRequest}. Nothing of the request's body is read
 * before its key is known.
 *
 * <p>A request may be let in {@link #early} already; that decision holds, also when the catalog changes before the step.
 *
 * <p>Reads the request itself and never the message's headers, in which Camel mixes headers, query parameters and path
 * parameters; those it takes away, so that no later step, trace or log can show the key.
 */
final class Admission implements Processor {

    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.-]+\\+)?json *(;.*)?");
    private static final Pattern OTHER_CHARSET = Pattern.compile(".*; *charset *= *\"?(?!utf-8).*");

    private final Supplier<Catalog> catalog;
    private final Authentication authentication;
    private final int maxMetadataBytes;

    /** Requests that were let in early and are not over: put there on event loops, looked up by the step's threads. */
    private final Map<HttpServerRequest, AdmittedRequest> early = new ConcurrentHashMap<>();

    /**
     * @param catalog asked for every request, as it may change
     * @param maxMetadataBytes the longest metadata that are taken, decoded
     */
    Admission(Supplier<Catalog> catalog, Clock clock, int maxMetadataBytes) {
        this.catalog = catalog;
        this.maxMetadataBytes = maxMetadataBytes;
        this.authentication = new Authentication(catalog, clock);
    }

    @Override
    public void process(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof HttpServerRequest request)) {
            throw new IllegalStateException("this step follows a platform-http consumer with useBodyHandler=false");
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(Optional.ofNullable(early.get(request)).orElseGet(() -> admit(request)));
    }

    /**
     * Decides on a request before the step does, on the event loop. One that is refused here is decided on again, and
     * answered, by the step.
     *
     * @throws RequestRefusedException as the step does
     */
    AdmittedRequest early(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        AdmittedRequest admitted = admit(request);
        early.put(request, admitted);
        routing.addEndHandler(over -> early.remove(request));
        return admitted;
    }

    private AdmittedRequest admit(HttpServerRequest request) {
        Catalog now = catalog.get();
        ApiKey key = authentication.key(request.headers().getAll("authorization"), request.uri());
        EventPath path = EventPath.of(request.path()).orElseThrow(Admission::notFound);
        EventTypeName type = now.find(path.tenant(), path.dataCore(), path.flowType(), path.eventType())
                .filter(key::mayWrite)
                .orElseThrow(Admission::notFound);
        if (!request.method().equals(HttpMethod.POST)) {
            throw new RequestRefusedException(Status.METHOD_NOT_ALLOWED, "events are written with POST");
        }
        MultiMap headers = request.headers();
        Optional<String> boundary = boundary(path.form(), headers);
        return new AdmittedRequest(
                request,
                path.form() != EventPath.Form.EVENT,
                boundary,
                type,
                key,
                ContentCoding.of(headers.getAll("content-encoding")),
                header(headers, "x-flowcore-metadata-json")
                        .map(value -> MetadataHeader.parse(value, maxMetadataBytes))
                        .orElse(Map.of()),
                new EventTimes(
                        time(headers, "x-flowcore-event-time"),
                        time(headers, "x-flowcore-valid-time"),
                        header(headers, "x-flowcore-event-time-key"),
                        header(headers, "x-flowcore-valid-time-key")),
                IdempotencyKey.of(headers.getAll("idempotency-key")));
    }

    /** One answer for what there is not and what the key is not for. */
    private static RequestRefusedException notFound() {
        return new RequestRefusedException(
                Status.NOT_FOUND, "there is no such tenant, data core, flow type or event type for this key");
    }

    /** The boundary of the form that the body is; empty when it is JSON. */
    private static Optional<String> boundary(EventPath.Form form, MultiMap headers) {
        Optional<String> given = header(headers, "content-type");
        boolean isForm = given.filter(MediaTypes::isForm).isPresent();
        if (form == EventPath.Form.EVENT || form == EventPath.Form.EVENTS && !isForm) {
            requireJson(given);
            return Optional.empty();
        }
        if (!isForm || ContentCoding.of(headers.getAll("content-encoding")) != ContentCoding.IDENTITY) {
            throw new RequestRefusedException(
                    Status.UNSUPPORTED_MEDIA_TYPE,
                    "a file has to come as multipart/form-data, and without Content-Encoding");
        }
        for (String name : List.of("x-flowcore-event-time-key", "x-flowcore-valid-time-key")) {
            if (headers.contains(name)) {
                throw RequestRefusedException.badRequest(name + " is for events; give the time of a file itself");
            }
        }
        return Optional.of(MediaTypes.boundary(given.get())
                .orElseThrow(() -> RequestRefusedException.badRequest(
                        "Content-Type has to name one boundary of at most " + UploadLimits.BOUNDARY_BYTES + " bytes")));
    }

    private static void requireJson(Optional<String> given) {
        String type = given.orElse("application/json").trim().toLowerCase(Locale.ROOT);
        if (!JSON.matcher(type).matches() || OTHER_CHARSET.matcher(type).matches()) {
            throw new RequestRefusedException(
                    Status.UNSUPPORTED_MEDIA_TYPE, "Content-Type has to be application/json, in UTF-8");
        }
    }

    private static Optional<Instant> time(MultiMap headers, String name) {
        return header(headers, name).map(text -> EventTime.parse(text)
                .orElseThrow(() ->
                        RequestRefusedException.badRequest(name + " has to be a time like 2024-01-15T10:30:00.000Z")));
    }

    private static Optional<String> header(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw RequestRefusedException.badRequest(name + " is there twice");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
}
